import type { AwsCredentials } from './port';

/** Where AWS is: its own addresses, or an endpoint that stands in for all of them; and who we are there. */
export interface AwsPlace {
  endpoint: string | null;
  /** Our own credentials; null: the SDK's own chain (environment, profile, instance role). */
  own: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | null;
  /** How long an answer may take, in milliseconds, when it is not 10 s: tests of what never answers. */
  answerWithin?: number | undefined;
}

/** Billing, IAM, Organizations, the stack and its events: everything but buckets is in this Region. */
export const REGION = 'us-east-1';

/** How long AWS may take to begin an answer. */
export const ANSWER_MS = 10_000;

/**
 * What every client is made with. Times are in milliseconds: 3 s to connect and 10 s for an answer, four attempts, which held
 * against the faults of the test suite.
 */
export function clientOptions(place: AwsPlace, use: { credentials?: AwsCredentials; region?: string }) {
  const credentials = use.credentials ?? place.own;
  return {
    region: use.region ?? REGION,
    maxAttempts: 4,
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: place.answerWithin ?? ANSWER_MS,
      throwOnRequestTimeout: true,
    },
    ...(place.endpoint === null ? {} : { endpoint: place.endpoint }),
    ...(credentials === null ? {} : { credentials }),
  };
}

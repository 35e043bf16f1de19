/** Every way in which a call to AWS can fail, as far as it makes a difference to what we do next. */
export const AWS_TROUBLES = [
  'denied',
  'missing',
  'wrong-region',
  'kms',
  'archived',
  'requester-pays',
  'not-in-use', // the service is off, not subscribed to, or the account is in no organization
  'throttled',
  'unavailable',
  'timeout',
  'expired',
  'clock-skew',
  'malformed',
  'invalid',
  'unknown',
] as const;
export type AwsTroubleKind = (typeof AWS_TROUBLES)[number];

/** A failed call to AWS, already understood: made by server/aws/errors.ts, and by stand-ins in tests. */
export class AwsTrouble extends Error {
  readonly kind: AwsTroubleKind;
  /** The Region that the bucket is in, when AWS told (wrong-region). */
  readonly region: string | null;
  /** AWS's own name of the error, for the log and for the `seen` of a finding. */
  readonly awsName: string;

  constructor(
    kind: AwsTroubleKind,
    about: { awsName?: string; region?: string | null; message?: string; cause?: unknown } = {},
  ) {
    super(about.message ?? kind, { cause: about.cause });
    this.name = 'AwsTrouble';
    this.kind = kind;
    this.awsName = about.awsName ?? kind;
    this.region = about.region ?? null;
  }
}

const TELLING: ReadonlySet<AwsTroubleKind> = new Set([
  'denied',
  'missing',
  'kms',
  'archived',
  'requester-pays',
  'not-in-use',
]);

/** True when the failure says nothing about the customer's set-up: the answer is "could not look", never a verdict. */
export function isPassing(kind: AwsTroubleKind): boolean {
  return !TELLING.has(kind);
}

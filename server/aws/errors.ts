import { z } from 'zod';
import { AwsTrouble, type AwsTroubleKind } from '@/lib/aws-trouble';

/**
 * What the SDK's errors mean, by AWS's names for them. Only a name that says "denied" is a denial: a probe of the IAM
 * role counts on it, and a proxy's bare 403 or a key of ours that is not known must not be taken for one.
 */
const NAMES: Record<string, AwsTroubleKind> = {
  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  AllAccessDisabled: 'denied',
  UnauthorizedOperation: 'denied',
  NoSuchBucket: 'missing',
  NoSuchKey: 'missing',
  NoSuchEntity: 'missing',
  NoSuchEntityException: 'missing',
  NotFound: 'missing',
  ResourceNotFoundException: 'missing',
  PermanentRedirect: 'wrong-region',
  TemporaryRedirect: 'wrong-region',
  Redirect: 'wrong-region',
  AuthorizationHeaderMalformed: 'wrong-region',
  IllegalLocationConstraintException: 'wrong-region',
  InvalidObjectState: 'archived',
  AWSOrganizationsNotInUseException: 'not-in-use',
  SubscriptionRequiredException: 'not-in-use',
  InvalidAccessException: 'not-in-use',
  SlowDown: 'throttled',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  ThrottledException: 'throttled',
  TooManyRequestsException: 'throttled',
  LimitExceededException: 'throttled',
  RequestLimitExceeded: 'throttled',
  RequestThrottled: 'throttled',
  BandwidthLimitExceeded: 'throttled',
  TimeoutError: 'timeout',
  AbortError: 'timeout',
  RequestTimeout: 'timeout',
  RequestTimeoutException: 'timeout',
  ETIMEDOUT: 'timeout',
  ESOCKETTIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  InternalError: 'unavailable',
  InternalFailure: 'unavailable',
  InternalServerException: 'unavailable',
  ServiceUnavailable: 'unavailable',
  ServiceUnavailableException: 'unavailable',
  ECONNREFUSED: 'unavailable',
  ECONNRESET: 'unavailable',
  ECONNABORTED: 'unavailable',
  ENOTFOUND: 'unavailable',
  EAI_AGAIN: 'unavailable',
  EHOSTUNREACH: 'unavailable',
  ENETUNREACH: 'unavailable',
  EPIPE: 'unavailable',
  ERR_STREAM_PREMATURE_CLOSE: 'unavailable',
  UND_ERR_SOCKET: 'unavailable',
  ExpiredToken: 'expired',
  ExpiredTokenException: 'expired',
  RequestExpired: 'expired',
  TokenRefreshRequired: 'expired',
  InvalidAccessKeyId: 'expired',
  InvalidClientTokenId: 'expired',
  InvalidToken: 'expired',
  UnrecognizedClientException: 'expired',
  SignatureDoesNotMatch: 'expired',
  InvalidSignatureException: 'expired',
  CredentialsProviderError: 'expired',
  RequestTimeTooSkewed: 'clock-skew',
  RequestInTheFuture: 'clock-skew',
  ValidationError: 'invalid',
  ValidationException: 'invalid',
  InvalidArgument: 'invalid',
  InvalidBucketName: 'invalid',
  InvalidRequest: 'invalid',
  MalformedPolicyDocument: 'invalid',
  SyntaxError: 'malformed',
};

const Thrown = z.looseObject({
  name: z.string().catch(''),
  code: z.string().optional().catch(undefined),
  Code: z.string().optional().catch(undefined),
  message: z.string().catch(''),
  Region: z.string().optional().catch(undefined),
  $metadata: z.looseObject({ httpStatusCode: z.number().optional() }).optional().catch(undefined),
  $response: z
    .looseObject({ headers: z.record(z.string(), z.string().optional()).optional() })
    .optional()
    .catch(undefined),
});
type Thrown = z.infer<typeof Thrown>;

/** What any error of an AWS call means. The one place where names of the SDK's errors are read. */
export function troubleOf(error: unknown): AwsTrouble {
  if (error instanceof AwsTrouble) return error;
  const thrown = Thrown.safeParse(plain(error));
  if (!thrown.success) return new AwsTrouble('unknown', { cause: error });
  const { data } = thrown;
  const region = data.Region ?? data.$response?.headers?.['x-amz-bucket-region'] ?? null;
  const awsName = data.Code ?? (isNameless(data) ? (data.code ?? data.name) : data.name);
  return new AwsTrouble(kindOf(data), { awsName, region, message: data.message, cause: error });
}

/**
 * Whether AWS says that a policy on the caller's side of AssumeRole refused it. Across accounts it mostly says nothing; what a role's
 * trust or a resource control policy refuses is the other side's.
 */
export function isOwnRefusal({ kind, message }: AwsTrouble): boolean {
  return kind === 'denied' && OWN_POLICY.test(message);
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
const OWN_POLICY =
  /\b(because no|with an explicit deny in an?) (identity-based policy|service control policy|session policy|permissions boundary|VPC endpoint policy)\b/;

/** The HTTP status of an answer that carried an error; null when there was no answer. */
export function statusOf(error: unknown): number | null {
  const thrown = Thrown.safeParse(plain(error instanceof AwsTrouble ? error.cause : error));
  return thrown.success ? (thrown.data.$metadata?.httpStatusCode ?? null) : null;
}

function kindOf(thrown: Thrown): AwsTroubleKind {
  const named = [thrown.name, thrown.Code, thrown.code].flatMap((name) => NAMES[name ?? ''] ?? [])[0];
  // S3 says AccessDenied for a key that we may not use, too; only its message tells.
  if (named === 'denied' && /\bkms:|\bKMS\b/.test(thrown.message)) return 'kms';
  if (/^KMS/.test(thrown.name)) return 'kms';
  if (thrown.name === 'ValidationError' && thrown.message.includes('does not exist')) return 'missing';
  if (named !== undefined) return named;
  const status = thrown.$metadata?.httpStatusCode ?? 0;
  if (status === 301 || status === 307) return 'wrong-region';
  if (status === 429) return 'throttled';
  if (status >= 500) return 'unavailable';
  if (/deserializ|parse|unexpected token/i.test(thrown.message)) return 'malformed';
  return 'unknown';
}

function isNameless({ name }: Thrown): boolean {
  return name === '' || name === 'Error' || name === 'TypeError';
}

// fetch wraps what happened to the connection in a cause; getters of an Error are not own properties.
function plain(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const inner: unknown = error.cause;
  if (error instanceof TypeError && inner instanceof Error) return plain(inner);
  return { ...error, name: error.name, message: error.message, $response: responseOf(error) };
}

// The SDK keeps the answer in a property that is not enumerable.
function responseOf(error: Error): unknown {
  return '$response' in error ? error.$response : undefined;
}

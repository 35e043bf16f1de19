import { describe, expect, it } from 'vitest';
import { AwsTrouble } from '@/lib/aws-trouble';
import { isOwnRefusal, troubleOf } from './errors';

const thrown = (name: string, status: number, rest: object = {}) =>
  Object.assign(new Error('message' in rest ? String(rest.message) : name), {
    name,
    $metadata: { httpStatusCode: status },
    ...rest,
  });

describe('what an error of AWS means', () => {
  it.each([
    [thrown('AccessDenied', 403), 'denied'],
    [thrown('AccessDeniedException', 400), 'denied'],
    [thrown('AccessDenied', 403, { message: 'not authorized to perform: kms:Decrypt on key' }), 'kms'],
    [thrown('KMS.DisabledException', 400), 'kms'],
    [thrown('NoSuchBucket', 404), 'missing'],
    [thrown('NoSuchKey', 404), 'missing'],
    [thrown('ValidationError', 400, { message: 'Stack with id x does not exist' }), 'missing'],
    [thrown('ValidationError', 400, { message: 'Template format error' }), 'invalid'],
    [thrown('InvalidObjectState', 403), 'archived'],
    [thrown('AWSOrganizationsNotInUseException', 400), 'not-in-use'],
    [thrown('SubscriptionRequiredException', 400), 'not-in-use'],
    [thrown('SlowDown', 503), 'throttled'],
    [thrown('', 429), 'throttled'],
    [thrown('InternalError', 500), 'unavailable'],
    [thrown('Unknown', 502), 'unavailable'],
    [thrown('TimeoutError', 0), 'timeout'],
    [thrown('AbortError', 0), 'timeout'],
    [thrown('ExpiredToken', 400), 'expired'],
    [thrown('InvalidClientTokenId', 403), 'expired'],
    [thrown('SignatureDoesNotMatch', 403), 'expired'],
    [thrown('RequestTimeTooSkewed', 403), 'clock-skew'],
    [
      new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }),
      'unavailable',
    ],
    [Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'unavailable'],
    [new SyntaxError('Unexpected end of JSON input'), 'malformed'],
    [new Error('something new'), 'unknown'],
    ['a string', 'unknown'],
    [undefined, 'unknown'],
  ])('%s is told', (error, kind) => {
    expect(troubleOf(error).kind).toBe(kind);
  });

  it.each(['Unknown', '', 'Forbidden', '403', 'InvalidAccessKeyId', 'RequestExpired'])(
    'a 403 named %j is no denial: a probe of the IAM role must not take it for one',
    (name) => {
      expect(troubleOf(thrown(name, 403)).kind).not.toBe('denied');
    },
  );

  it('keeps the Region that AWS names, in the body or in a header', () => {
    const malformed = thrown('AuthorizationHeaderMalformed', 400, { Region: 'eu-west-1' });
    expect(troubleOf(malformed)).toMatchObject({ kind: 'wrong-region', region: 'eu-west-1' });
    const redirect = thrown('PermanentRedirect', 301);
    Object.defineProperty(redirect, '$response', {
      enumerable: false,
      value: { headers: { 'x-amz-bucket-region': 'eu-central-1' } },
    });
    expect(troubleOf(redirect)).toMatchObject({ kind: 'wrong-region', region: 'eu-central-1' });
  });

  it('leaves what is already understood', () => {
    const trouble = new AwsTrouble('denied');
    expect(troubleOf(trouble)).toBe(trouble);
  });
});

it.each([
  ['because no identity-based policy allows the sts:AssumeRole action', true],
  ['with an explicit deny in an identity-based policy', true],
  ['with an explicit deny in a service control policy', true],
  ['because no permissions boundary allows the sts:AssumeRole action', true],
  ['because no session policy allows the sts:AssumeRole action', true],
  ['because no VPC endpoint policy allows the sts:AssumeRole action', true],
  ['', false],
  ['because no role trust policy allows the sts:AssumeRole action', false],
  ['because no resource-based policy allows the sts:AssumeRole action', false],
  ['with an explicit deny in a resource control policy', false],
])('a refusal "%s" is our own: %s', (why, own) => {
  const message = `User: arn:aws:iam::999988887777:user/app is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/x ${why}`;
  expect(isOwnRefusal(troubleOf(Object.assign(new Error(message), { name: 'AccessDenied' })))).toBe(own);
  expect(isOwnRefusal(troubleOf(Object.assign(new Error(message), { name: 'Throttling' })))).toBe(false);
});

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { AwsFault } from '@/sandbox/fault';
import { type ApiRequest, decode, queryValue } from '@/sandbox/http/message';

export type Scope = { accessKeyId: string; date: string; region: string; service: string };

/** A signature as the request states it; not yet checked. */
export type Claim = {
  scope: Scope;
  signedHeaders: string[];
  signature: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  time: string;
  token: string | undefined;
  /** Seconds that a presigned address lives; null for a signed header. */
  expires: number | null;
  payloadHash: string;
};

/** 15 minutes either way, as AWS allows. */
const MAX_SKEW_MS = 15 * 60 * 1000;

/** The claim of a request: its Authorization header, or a presigned address; null when it is anonymous. */
export function readClaim(request: ApiRequest): Claim | null {
  const header = request.headers.authorization;
  if (header !== undefined) return claimOfHeader(request, header);
  return queryValue(request, 'X-Amz-Signature') === undefined ? null : claimOfQuery(request);
}

/** Throws SignatureDoesNotMatch or RequestTimeTooSkewed unless the claim is right for this secret at this time. */
export function verifyClaim(request: ApiRequest, check: { claim: Claim; secret: string; now: Date }): void {
  const { claim, secret } = check;
  checkTime(claim, check.now);
  checkSignedHeaders(request, claim);
  const text = [
    'AWS4-HMAC-SHA256',
    claim.time,
    `${claim.scope.date}/${claim.scope.region}/${claim.scope.service}/aws4_request`,
    sha256Hex(canonicalRequest(request, claim)),
  ].join('\n');
  const wanted = Buffer.from(hmac(signingKey(secret, claim.scope), text).toString('hex'));
  const given = Buffer.from(claim.signature);
  if (wanted.length === given.length && timingSafeEqual(wanted, given)) return;
  throw new AwsFault('SignatureDoesNotMatch', {
    status: 403,
    message:
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  });
}

export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function claimOfHeader(request: ApiRequest, header: string): Claim {
  const match =
    /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]+)$/.exec(
      header.trim(),
    );
  const time = request.headers['x-amz-date'] ?? '';
  if (!match || !/^\d{8}T\d{6}Z$/.test(time)) throw malformed('The authorization header is malformed.');
  const scope = readScope(match[1] ?? '');
  const stated = request.headers['x-amz-content-sha256'];
  return {
    scope,
    signedHeaders: (match[2] ?? '').split(';'),
    signature: match[3] ?? '',
    time,
    token: request.headers['x-amz-security-token'],
    expires: null,
    payloadHash: scope.service === 's3' && stated ? stated : sha256Hex(request.body),
  };
}

function claimOfQuery(request: ApiRequest): Claim {
  const time = queryValue(request, 'X-Amz-Date') ?? '';
  const expires = Number(queryValue(request, 'X-Amz-Expires'));
  if (!/^\d{8}T\d{6}Z$/.test(time) || !(expires >= 1 && expires <= 604_800)) {
    throw malformed('The presigned address is malformed.');
  }
  return {
    scope: readScope(queryValue(request, 'X-Amz-Credential') ?? ''),
    signedHeaders: (queryValue(request, 'X-Amz-SignedHeaders') ?? '').split(';'),
    signature: queryValue(request, 'X-Amz-Signature') ?? '',
    time,
    token: queryValue(request, 'X-Amz-Security-Token'),
    expires,
    payloadHash: 'UNSIGNED-PAYLOAD',
  };
}

function readScope(credential: string): Scope {
  const [accessKeyId = '', date = '', region = '', service = '', end = ''] = credential.split('/');
  if (!accessKeyId || !date || !region || !service || end !== 'aws4_request') {
    throw malformed('The credential scope is malformed.');
  }
  return { accessKeyId, date, region, service };
}

function checkTime(claim: Claim, now: Date): void {
  const signed = instant(claim.time);
  if (claim.time.slice(0, 8) !== claim.scope.date)
    throw malformed('The credential date is not the request date.');
  if (claim.expires !== null && now.getTime() > signed + claim.expires * 1000) {
    throw new AwsFault('AccessDenied', { status: 403, message: 'Request has expired' });
  }
  const late = claim.expires === null && now.getTime() - signed > MAX_SKEW_MS;
  if (late || signed - now.getTime() > MAX_SKEW_MS) {
    throw new AwsFault('RequestTimeTooSkewed', {
      status: 403,
      message: 'The difference between the request time and the current time is too large.',
    });
  }
}

/** The host, and every x-amz- header, must be under the signature. */
function checkSignedHeaders(request: ApiRequest, claim: Claim): void {
  const unsigned = Object.keys(request.headers).filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !claim.signedHeaders.includes(name),
  );
  if (unsigned.length === 0) return;
  throw new AwsFault('AccessDenied', {
    status: 403,
    message: `There were headers present in the request which were not signed: ${unsigned.join(', ')}`,
  });
}

function canonicalRequest(request: ApiRequest, claim: Claim): string {
  const query = request.query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const headers = claim.signedHeaders.map(
    (name) => `${name}:${(request.headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`,
  );
  return [
    request.method,
    canonicalPath(request.path, claim.scope.service),
    query,
    headers.join(''),
    claim.signedHeaders.join(';'),
    claim.payloadHash,
  ].join('\n');
}

/** S3 encodes a path once, every other service twice. */
function canonicalPath(path: string, service: string): string {
  const once = path
    .split('/')
    .map((part) => encode(decode(part)))
    .join('/');
  if (service === 's3') return once;
  return once
    .split('/')
    .map((part) => encode(part))
    .join('/');
}

export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function signingKey(secret: string, scope: Scope): Buffer {
  const date = hmac(`AWS4${secret}`, scope.date);
  return hmac(hmac(hmac(date, scope.region), scope.service), 'aws4_request');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function instant(time: string): number {
  return Date.parse(time.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function malformed(message: string): AwsFault {
  return new AwsFault('AuthorizationHeaderMalformed', { status: 400, message });
}

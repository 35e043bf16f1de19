import { createHmac, timingSafeEqual } from 'node:crypto';
import { planOf } from '@/sandbox/cloudformation/record';
import type { Work } from '@/sandbox/cloudformation/resources/handler';
import { AwsFault } from '@/sandbox/fault';
import { type ApiRequest, type ApiResponse, decode, queryValue } from '@/sandbox/http/message';
import type { World } from '@/sandbox/world';

/** The bucket of CloudFormation that takes the answers of custom resources, path-style at the sandbox's address. */
export const RESPONSE_PREFIX = '/cloudformation-custom-resource-response-';

/** The longest answer that CloudFormation reads, in bytes. */
export const LONGEST_ANSWER = 4096;

/** A presigned address is good for two hours. */
const SECONDS = 7200;

/** Both open nothing but a sandbox on this machine. */
const KEY_ID = 'AKIASANDBOXRESPONSES';
const SECRET = 'sandbox+secret+of+cloudformation+answers';

/** Where a custom resource PUTs its answer: presigned for exactly this object, with no content type. */
export function responseUrl(
  work: Pick<Work, 'world' | 'region' | 'stackId' | 'logicalId'>,
  requestId: string,
): string {
  const key = encodeURIComponent(`${work.stackId}|${work.logicalId}|${requestId}`).replaceAll('%2F', '/');
  const path = `${RESPONSE_PREFIX}${work.region.replaceAll('-', '')}/${key}`;
  const expires = String(Math.floor(work.world.now().getTime() / 1000) + SECONDS);
  const signature = encodeURIComponent(sign({ path, expires, contentType: '' }));
  return `${work.world.endpoint}${path}?AWSAccessKeyId=${KEY_ID}&Expires=${expires}&Signature=${signature}`;
}

/**
 * Takes the answer to a custom resource, as S3 takes an object: a second one is taken too, but only the first counts.
 * Throws what S3 answers to a wrong signature (a content type is signed: there is none) and after the two hours.
 */
export function takeAnswer(world: World, request: ApiRequest): ApiResponse {
  if (request.method !== 'PUT') throw denied('Only PUT is presigned.');
  const expires = queryValue(request, 'Expires') ?? '';
  const contentType = request.headers['content-type'] ?? '';
  const wanted = Buffer.from(sign({ path: request.path, expires, contentType }));
  const given = Buffer.from(queryValue(request, 'Signature') ?? '');
  if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) {
    throw new AwsFault('SignatureDoesNotMatch', {
      status: 403,
      message:
        'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    });
  }
  if (Number(expires) * 1000 < world.now().getTime()) throw denied('Request has expired');
  keepAnswer(world, request);
  return { status: 200, headers: {}, body: '' };
}

/** A body that is too long is kept as long as it must be to be refused as that. */
function keepAnswer(world: World, request: ApiRequest): void {
  const key = decode(request.path.slice(request.path.indexOf('/', 1) + 1));
  const [stackId = '', , requestId] = key.split('|');
  const stack = world.stackById(stackId);
  const plan = stack ? planOf(stack) : null;
  const waiting = plan?.waiting.find((one) => one.requestId === requestId);
  if (!stack || !plan || !waiting || waiting.answer !== null) return;
  const text = new TextDecoder().decode(request.body).slice(0, LONGEST_ANSWER + 1);
  waiting.answer = { text, at: world.nowIso() };
  stack.engine = plan;
  world.changed();
}

/** Signature version 2, as CloudFormation's own addresses carry it. */
function sign({
  path,
  expires,
  contentType,
}: {
  path: string;
  expires: string;
  contentType: string;
}): string {
  return createHmac('sha1', SECRET).update(`PUT\n\n${contentType}\n${expires}\n${path}`).digest('base64');
}

function denied(message: string): AwsFault {
  return new AwsFault('AccessDenied', { status: 403, message });
}

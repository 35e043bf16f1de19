import { AwsTrouble } from '@/lib/aws-trouble';
import { troubleOf } from './errors';
import { ANSWER_MS, type AwsPlace } from './place';

/** CloudFormation takes no longer answer. */
export const LONGEST_ANSWER = 4_096;
/** A presigned address of S3 with a session's token has about 2,000 characters. */
const LONGEST_ADDRESS = 8_192;

const HOST = /^cloudformation-custom-resource-response-[a-z0-9]+\.s3[.-]([a-z0-9-]+\.)?amazonaws\.com$/;
const BUCKET = /^\/cloudformation-custom-resource-response-[a-z0-9]+\/./;
/** What no address of AWS holds, and what parsers of addresses disagree about. */
const ODD = /[^\x21-\x7e]|[\\@#]/;

/**
 * The address at which CloudFormation waits for an answer; null for any other, since it comes in a message that anybody can send. On
 * AWS a bucket of CloudFormation's own over https; where something stands in for AWS, the same bucket by path at its address.
 */
export function answerAddress(text: string, endpoint: string | null): URL | null {
  if (text.length > LONGEST_ADDRESS || ODD.test(text) || !URL.canParse(text)) return null;
  const address = new URL(text);
  if (endpoint !== null) {
    const isThere = URL.canParse(endpoint) && address.origin === new URL(endpoint).origin;
    return isThere && BUCKET.test(address.pathname) && !/%(2f|5c)/i.test(address.pathname) ? address : null;
  }
  const isPlain = address.protocol === 'https:' && address.port === '';
  return isPlain && HOST.test(address.hostname) ? address : null;
}

/**
 * Answers CloudFormation. Follows no redirect and sends nothing but the answer. Throws AwsTrouble: passing (isPassing) when it is worth
 * another try, `denied` or `missing` when the address takes no answer any more.
 */
export async function answerStack(place: AwsPlace, answer: { url: string; body: string }): Promise<void> {
  const address = answerAddress(answer.url, place.endpoint);
  const body = Buffer.from(answer.body);
  if (address === null) throw new AwsTrouble('denied', { awsName: 'no address of CloudFormation' });
  if (body.length > LONGEST_ANSWER) throw new AwsTrouble('denied', { awsName: 'an answer that is too long' });
  const status = await put(address, { body, within: place.answerWithin ?? ANSWER_MS });
  if (status >= 200 && status < 300) return;
  const isBusy = status === 408 || status === 429 || status >= 500;
  throw new AwsTrouble(isBusy ? 'unavailable' : status === 404 ? 'missing' : 'denied', {
    awsName: `status ${status}`,
  });
}

async function put(address: URL, of: { body: Buffer<ArrayBuffer>; within: number }): Promise<number> {
  try {
    const { status, body } = await fetch(address, {
      method: 'PUT',
      body: of.body,
      // The address is signed for an empty one.
      headers: { 'content-type': '' },
      redirect: 'manual',
      signal: AbortSignal.timeout(of.within),
    });
    await body?.cancel();
    return status;
  } catch (error) {
    const { kind } = troubleOf(error);
    // Without the error itself: its message may hold the address, which lets whoever knows it answer.
    throw new AwsTrouble(kind === 'timeout' ? 'timeout' : 'unavailable', { awsName: 'no answer' });
  }
}

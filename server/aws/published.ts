import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AwsTrouble } from '@/lib/aws-trouble';
import { troubleOf } from './errors';
import { type AwsPlace, clientOptions, REGION } from './place';
import type { TemplatePlace } from './templates/place';

/** A template is a few kilobytes; a page that is larger is none. */
const LARGEST = 1_000_000;
const ANSWER_MS = 5_000;

/**
 * The published file as anybody gets it, CloudFormation too; null when it is not there or not for everybody. The address is the
 * operator's own. Throws AwsTrouble when there was no answer that counts.
 */
export async function fetchPublished(url: string): Promise<string | null> {
  try {
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS) });
    if (answer.status === 403 || answer.status === 404) return null;
    if (!answer.ok) throw new AwsTrouble('unavailable', { awsName: `status ${answer.status}` });
    return await boundedText(answer);
  } catch (error) {
    throw error instanceof AwsTrouble
      ? error
      : new AwsTrouble('unavailable', { awsName: 'no answer', cause: error });
  }
}

/** No more than a template can have is read, whatever the answer goes on to send. */
async function boundedText(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    size += part.length;
    if (size > LARGEST) throw new AwsTrouble('malformed', { awsName: 'a file that is too large' });
    parts.push(part);
  }
  return new TextDecoder().decode(Buffer.concat(parts));
}

/** Puts a file into the operator's bucket, with the operator's own credentials. Throws AwsTrouble. */
export async function publishFile(
  place: AwsPlace,
  file: { at: TemplatePlace; name: string; text: string },
): Promise<void> {
  const { at, name, text } = file;
  const client = new S3Client({
    ...clientOptions(place, { region: at.region ?? REGION }),
    followRegionRedirects: true,
    forcePathStyle: place.endpoint !== null,
  });
  try {
    await client.send(
      new PutObjectCommand({
        Bucket: at.bucket,
        Key: `${at.prefix}${name}`,
        Body: text,
        ContentType: 'application/json',
        // The name holds the hash of the content.
        CacheControl: 'public, max-age=31536000, immutable',
      }),
    );
  } catch (error) {
    throw troubleOf(error);
  }
}

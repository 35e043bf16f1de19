import { AwsTrouble } from '@/lib/aws-trouble';
import type { AwsPlace } from '@/server/aws/place';
import { fetchPublished, publishFile } from '@/server/aws/published';
import { templatePlace } from '@/server/aws/templates/place';
import { publishedTemplate, templateKinds } from '@/server/aws/templates/publish';

/**
 * Puts the templates of this version where TEMPLATE_BASE_URL points, then gets each as a customer would. A file that is there
 * already stays: its name holds its hash. Throws an Error with what to do when one cannot be put or cannot be read by everybody.
 */
export async function publishTemplates(to: { base: string; place: AwsPlace }): Promise<string[]> {
  const base = to.base.replace(/\/$/, '');
  const at = templatePlace(base, to.place.endpoint);
  if (at === null)
    throw new Error(
      `TEMPLATE_BASE_URL is no address of an S3 bucket: ${base}. CloudFormation reads templates from S3 alone, as in https://BUCKET.s3.REGION.amazonaws.com/PREFIX.`,
    );
  const said: string[] = [];
  for (const kind of templateKinds) {
    const { fileName, text } = publishedTemplate(kind);
    const url = `${base}/${fileName}`;
    if ((await read(url)) === text) {
      said.push(`${url} is there already`);
      continue;
    }
    await publishFile(to.place, { at, name: fileName, text }).catch((error: unknown) => {
      if (!(error instanceof AwsTrouble)) throw error;
      throw new Error(
        `${fileName} cannot be put into the bucket ${at.bucket}: ${error.awsName}. ${error.message}`,
      );
    });
    if ((await read(url)) !== text)
      throw new Error(
        `${url} was put but cannot be read without credentials. Let everybody use s3:GetObject on arn:aws:s3:::${at.bucket}/${at.prefix}tributary-* in the bucket's policy, and switch off Block public policy for this bucket.`,
      );
    said.push(`${url} is published`);
  }
  return said;
}

async function read(url: string): Promise<string | null> {
  try {
    return await fetchPublished(url);
  } catch (error) {
    if (error instanceof AwsTrouble) return null;
    throw error;
  }
}

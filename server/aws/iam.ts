import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AwsTrouble } from '@/lib/aws-trouble';
import { type AwsPlace, clientOptions } from './place';
import type { AwsCredentials } from './port';

/** The trust policy of a role. IAM sends it as URL-encoded JSON. */
export async function readTrust(
  place: AwsPlace,
  role: { credentials: AwsCredentials; roleName: string },
): Promise<unknown> {
  const client = new IAMClient(clientOptions(place, { credentials: role.credentials }));
  const { Role } = await client.send(new GetRoleCommand({ RoleName: role.roleName }));
  const document = Role?.AssumeRolePolicyDocument;
  if (document === undefined) throw new AwsTrouble('malformed');
  try {
    return JSON.parse(decodeURIComponent(document));
  } catch (cause) {
    throw new AwsTrouble('malformed', { cause });
  }
}

import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { AwsTrouble } from '@/lib/aws-trouble';
import { type AwsPlace, clientOptions } from './place';
import type { AttachedPolicy, AwsCredentials } from './port';

/** The trust policy of a role. IAM sends it as URL-encoded JSON. */
export async function readTrust(
  place: AwsPlace,
  role: { credentials: AwsCredentials; roleName: string },
): Promise<unknown> {
  const client = new IAMClient(clientOptions(place, { credentials: role.credentials }));
  const { Role } = await client.send(new GetRoleCommand({ RoleName: role.roleName }));
  return documentOf(Role?.AssumeRolePolicyDocument);
}

/** A role has at most 20 managed policies (10 unless raised), so one page holds them. */
export async function readPolicies(
  place: AwsPlace,
  role: { credentials: AwsCredentials; roleName: string; policyArn: string },
): Promise<{ attached: AttachedPolicy[]; document: unknown }> {
  const client = new IAMClient(clientOptions(place, { credentials: role.credentials }));
  const list = await client.send(new ListAttachedRolePoliciesCommand({ RoleName: role.roleName }));
  if (list.AttachedPolicies === undefined) throw new AwsTrouble('malformed');
  const attached = list.AttachedPolicies.flatMap(({ PolicyName: name, PolicyArn: arn }) =>
    name === undefined || arn === undefined ? [] : [{ name, arn }],
  );
  const isOurs = attached.some(({ arn }) => arn === role.policyArn);
  return { attached, document: isOurs ? await policyDocument(client, role.policyArn) : null };
}

async function policyDocument(client: IAMClient, PolicyArn: string): Promise<unknown> {
  const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn }));
  const VersionId = Policy?.DefaultVersionId;
  if (VersionId === undefined) throw new AwsTrouble('malformed');
  const { PolicyVersion } = await client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
  return documentOf(PolicyVersion?.Document);
}

function documentOf(encoded: string | undefined): unknown {
  if (encoded === undefined) throw new AwsTrouble('malformed');
  try {
    return JSON.parse(decodeURIComponent(encoded));
  } catch (cause) {
    throw new AwsTrouble('malformed', { cause });
  }
}

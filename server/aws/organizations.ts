import { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { AwsTrouble } from '@/lib/aws-trouble';
import { type AwsPlace, clientOptions } from './place';
import type { AwsCredentials } from './port';

/** The account that manages the organization (MasterAccountId). */
export async function describeOrganization(
  place: AwsPlace,
  credentials: AwsCredentials,
): Promise<{ managementAccount: string }> {
  const client = new OrganizationsClient(clientOptions(place, { credentials }));
  const { Organization } = await client.send(new DescribeOrganizationCommand({}));
  const managementAccount = Organization?.MasterAccountId;
  if (managementAccount === undefined) throw new AwsTrouble('malformed');
  return { managementAccount };
}

import { DescribeOrganizationResponse$ } from '@aws-sdk/client-organizations';
import { accountOf, type Call, requireAccess } from '@/sandbox/api/call';
import type { Service } from '@/sandbox/api/service';
import { AwsFault } from '@/sandbox/fault';

export const organizations = {
  name: 'organizations',
  protocol: 'json-1.1',
  region: 'us-east-1',
  operations: { DescribeOrganization: describeOrganization },
} satisfies Service;

function describeOrganization(call: Call) {
  requireAccess(call, { action: 'organizations:DescribeOrganization', resource: '*' });
  const organization = accountOf(call).organization;
  if (!organization) {
    throw new AwsFault('AWSOrganizationsNotInUseException', {
      status: 400,
      message: 'Your account is not a member of an organization.',
    });
  }
  const { id, managementAccountId } = organization;
  const base = `arn:aws:organizations::${managementAccountId}`;
  return {
    schema: DescribeOrganizationResponse$,
    value: {
      Organization: {
        Id: id,
        Arn: `${base}:organization/${id}`,
        FeatureSet: 'ALL',
        MasterAccountId: managementAccountId,
        MasterAccountArn: `${base}:account/${id}/${managementAccountId}`,
        MasterAccountEmail: `billing@${managementAccountId}.sandbox.invalid`,
        AvailablePolicyTypes: [],
      },
    },
  };
}

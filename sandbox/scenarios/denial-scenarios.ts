import { OTHER_ACCOUNT } from '@/sandbox/scenarios/account-scenarios';
import { delivered, type Scenario, type Stage } from '@/sandbox/scenarios/scenario';
import type { OneOrMany, PolicyStatement } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/** Scenarios in which a boundary or a policy of the organization denies. Those of an organization reach member accounts only. */
export const DENIAL_SCENARIOS: Scenario[] = [
  {
    id: 'boundary-on-person',
    title: 'Person within a boundary',
    says: 'The person admin may do everything, but a permissions boundary leaves out IAM: the stack rolls back.',
    sees: 'Step 4 goes on waiting and lists the usual causes, a boundary among them. Lift the boundary, then Try again.',
    later: ['lift-boundary'],
    accountId: '400000000015',
    buckets: ['sandbox-boundary-on-person'],
    setUp: (world, stage) => {
      const document = { Statement: statement('Allow', { NotAction: 'iam:*' }) };
      const policy = world.createPolicy(stage.account.id, { name: 'no-iam', document });
      const { admin } = stage.account.users;
      if (admin) admin.boundaryArn = policy.arn;
      delivered(world, { stage });
    },
  },
  {
    id: 'scp-denies-role',
    title: 'SCP denies making IAM roles',
    says: 'A member account whose organization denies iam:CreateRole to everybody: the stack rolls back.',
    sees: 'Step 4 goes on waiting and lists the usual causes, a service control policy among them.',
    later: ['lift-organization-policies'],
    accountId: '400000000016',
    buckets: ['sandbox-scp-denies-role'],
    setUp: (world, stage) =>
      member(world, { stage, service: statement('Deny', { Action: 'iam:CreateRole' }) }),
  },
  {
    id: 'scp-denies-calls',
    title: 'SCP denies what the IAM role does',
    says: 'A member account: the stack is made, and then the organization denies s3, cur and organizations to the role.',
    sees: 'The IAM role is reached, and what it may not do is named: the organization cannot be told, the bucket cannot be read.',
    later: ['lift-organization-policies'],
    accountId: '400000000017',
    buckets: ['sandbox-scp-denies-calls'],
    setUp: (world, stage) =>
      member(world, { stage, service: statement('Deny', { Action: ['s3:*', 'cur:*', 'organizations:*'] }) }),
  },
  {
    id: 'rcp-denies-assume',
    title: 'RCP keeps strangers out',
    says: 'A member account: a resource control policy lets only its own organization assume roles.',
    sees: 'Step 4 goes on waiting although the stack is complete: from outside it looks like an IAM role that is not there.',
    later: ['lift-organization-policies'],
    accountId: '400000000018',
    buckets: ['sandbox-rcp-denies-assume'],
    setUp: (world, stage) =>
      member(world, {
        stage,
        resource: statement('Deny', {
          Principal: '*',
          Action: 'sts:AssumeRole',
          Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': ORGANIZATION.id } },
        }),
      }),
  },
];

const ORGANIZATION = { id: 'o-8888777766', managementAccountId: OTHER_ACCOUNT };

function statement(
  Effect: 'Allow' | 'Deny',
  rest: Partial<PolicyStatement> & { Action?: OneOrMany<string> },
): PolicyStatement {
  return { Effect, Resource: '*', ...rest };
}

/** A member of somebody's organization with these policies attached, FullAWSAccess beside them. */
function member(
  world: World,
  input: { stage: Stage; service?: PolicyStatement; resource?: PolicyStatement },
): void {
  const { stage, service, resource } = input;
  const { account } = stage;
  account.organization = ORGANIZATION;
  if (service) {
    const full = { name: 'FullAWSAccess', document: { Statement: statement('Allow', { Action: '*' }) } };
    account.knobs.serviceControlPolicies = [full, { name: 'guard', document: { Statement: service } }];
  }
  if (resource) {
    account.knobs.resourceControlPolicies = [{ name: 'perimeter', document: { Statement: resource } }];
  }
  delivered(world, { stage, data: { payerAccountId: OTHER_ACCOUNT } });
}

import { CANARY_ROLE, SANDBOX_OPERATOR, TEMPLATE_BUCKET } from '@/sandbox/operator';
import type { Account, NamedPolicy, PolicyDocument, User } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/** The permissions that step 1 of the wizard asks of the person who creates the stack, and no others. */
export const SEVEN_PERMISSIONS = [
  'iam:CreatePolicy',
  'iam:CreateRole',
  'iam:AttachRolePolicy',
  'iam:GetRole',
  'cloudformation:CreateStack',
  'cloudformation:GetTemplateSummary',
  'sns:Publish',
] as const;

/**
 * Adds a management account with an organization of its own, every insight on, and the two people of the console:
 * admin (AdministratorAccess) and seven (SEVEN_PERMISSIONS).
 */
export function createAccount(
  world: World,
  input: { id: string; title: string; scenario?: string | null },
): Account {
  const { id, title } = input;
  const account: Account = {
    id,
    title,
    scenario: input.scenario ?? null,
    createdAt: world.nowIso(),
    users: {},
    roles: {},
    policies: {},
    stacks: [],
    reports: [],
    organization: { id: `o-${id.slice(0, 10)}`, managementAccountId: id },
    services: { supportPlan: true, securityHub: true, costOptimizationHub: true },
    splitCostPreference: true,
    knobs: {
      propagationSeconds: null,
      deniedActions: [],
      deniedToOthers: [],
      throttledServices: [],
      takenRoleNames: [],
    },
  };
  world.accounts[id] = account;
  addUser(world, {
    account,
    name: 'admin',
    says: 'May do everything (AdministratorAccess).',
    policies: [ADMINISTRATOR],
  });
  addUser(world, {
    account,
    name: 'seven',
    says: 'Has exactly the seven permissions that the Review step lists.',
    policies: [allow('OnlyWhatTheReviewStepLists', { actions: [...SEVEN_PERMISSIONS], resources: ['*'] })],
  });
  world.changed();
  return account;
}

/** The account with this ID; one that does not exist yet is made, plain and without a bucket. Throws on a malformed ID. */
export function ensureAccount(world: World, id: string): Account {
  if (!/^\d{12}$/.test(id)) throw new Error('An account ID has 12 digits.');
  return world.account(id) ?? createAccount(world, { id, title: 'An account made on demand' });
}

export function addUser(
  world: World,
  input: { account: Account; name: string; says: string; policies: NamedPolicy[] },
): User {
  const user: User = {
    name: input.name,
    arn: `arn:aws:iam::${input.account.id}:user/${input.name}`,
    userId: world.awsId('AIDA'),
    says: input.says,
    accessKeys: [],
    policies: input.policies,
  };
  input.account.users[user.name] = user;
  world.changed();
  return user;
}

/** The account that runs Tributary: its admin, and the user that the app is, who may assume roles and publish templates. */
export function createOperator(world: World): void {
  const { accountId, userName, accessKeyId, secretAccessKey } = SANDBOX_OPERATOR;
  const account = createAccount(world, { id: accountId, title: 'The operator of Tributary' });
  delete account.users.seven;
  account.organization = null;
  const user = addUser(world, {
    account,
    name: userName,
    says: 'Tributary itself.',
    policies: [
      allow('AssumeCustomerRoles', { actions: ['sts:AssumeRole'], resources: ['*'] }),
      allow('PublishTemplates', {
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [`arn:aws:s3:::${TEMPLATE_BUCKET}/*`],
      }),
    ],
  });
  user.accessKeys.push({ id: accessKeyId, secret: secretAccessKey });
  const bucket = world.createBucket({ name: TEMPLATE_BUCKET, accountId, region: 'us-east-1' });
  bucket.publicRead = true;
  ensureCanary(world);
}

/** The operator's canary role, also in a world that was kept from before there was one. */
export function ensureCanary(world: World): void {
  const { accountId } = SANDBOX_OPERATOR;
  const account = world.account(accountId);
  if (!account || account.roles[CANARY_ROLE]) return;
  const trust: PolicyDocument = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: 'sts:AssumeRole',
    },
  };
  const role = world.createRole(accountId, { name: CANARY_ROLE, trust });
  role.assumableAt = role.createdAt;
}

export function allow(
  name: string,
  { actions, resources }: { actions: string[]; resources: string[] },
): NamedPolicy {
  const document: PolicyDocument = {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: actions, Resource: resources },
  };
  return { name, document };
}

const ADMINISTRATOR = allow('AdministratorAccess', { actions: ['*'], resources: ['*'] });

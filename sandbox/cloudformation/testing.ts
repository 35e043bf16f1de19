import { addUser, allow, createAccount, SEVEN_PERMISSIONS } from '@/sandbox/accounts';
import { advance, createStack } from '@/sandbox/cloudformation/engine';
import type { CreateStackInput } from '@/sandbox/engine-port';
import type { Json, Stack } from '@/sandbox/state';
import { World } from '@/sandbox/world';

export const ACCOUNT = '111122223333';

/** A world with one account, a clock that tests move and ids that count. */
export function testWorld(): { world: World; pass: (seconds: number) => void } {
  let time = Date.parse('2026-11-23T10:00:00.000Z');
  let id = 0;
  const world = new World({
    now: () => new Date(time),
    newId: () => `00000000-0000-4000-8000-${String(++id).padStart(12, '0')}`,
  });
  createAccount(world, { id: ACCOUNT, title: 'Test' });
  const pass = (seconds: number): void => {
    time += seconds * 1000;
    advance(world);
  };
  return { world, pass };
}

export const TRUST: Json = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::999988887777:root' }, Action: 'sts:AssumeRole' },
  ],
};

export const DOCUMENT: Json = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::reports' }],
};

/** A named role and a managed policy that is attached to it: the shape of the product's own templates. */
export const ROLE_AND_POLICY = {
  Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'reader', AssumeRolePolicyDocument: TRUST } },
  Policy: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { ManagedPolicyName: 'reader', Roles: [{ Ref: 'Role' }], PolicyDocument: DOCUMENT },
  },
} satisfies Json;

export function template(parts: { [section: string]: Json }): string {
  return JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Resources: ROLE_AND_POLICY, ...parts });
}

/** Creates a stack as a user of the test account; `user` may be one of the console's or a list of actions. */
export function create(
  world: World,
  change: Partial<CreateStackInput> & { user?: string } = {},
): Promise<Stack> {
  const { user = 'admin', ...input } = change;
  const principal = world.userPrincipal(ACCOUNT, user);
  if (!principal) throw new Error(`no user ${user}`);
  return createStack(world, {
    principal,
    accountId: ACCOUNT,
    region: 'us-east-1',
    stackName: 'tributary',
    templateBody: template({}),
    parameters: {},
    capabilities: ['CAPABILITY_NAMED_IAM'],
    ...input,
  });
}

/** Adds a user with just these actions. */
export function userWith(world: World, actions: readonly string[]): string {
  const account = world.account(ACCOUNT);
  if (!account) throw new Error('no account');
  const name = `user-${Object.keys(account.users).length}`;
  addUser(world, {
    account,
    name,
    says: '',
    policies: [allow('These', { actions: [...actions], resources: ['*'] })],
  });
  return name;
}

export function sevenWithout(action: string): string[] {
  return SEVEN_PERMISSIONS.filter((one) => one !== action);
}

/** Why the first resource of a stack failed; empty when none did. */
export function failure(stack: Stack): string {
  return stack.events.find((event) => event.status === 'CREATE_FAILED')?.reason ?? '';
}

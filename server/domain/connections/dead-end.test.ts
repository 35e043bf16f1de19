import { afterAll, beforeAll, expect, test } from 'vitest';
import { stackPermissions, watchingPermissions } from '@/lib/connecting';
import type { ConnectionState } from '@/lib/connection-states';
import { addUser, allow } from '@/sandbox/accounts';
import type { Account } from '@/sandbox/state';
import { rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { makeSandboxWorld, type SandboxWorld } from '@/server/testing/sandbox-world';
import { validateOnSchedule } from '../reports/validate';
import { getConnection } from './get';
import { checkNow } from './poll-stack';
import { tryAgain } from './try-again';

/** What stands in the way of an attempt, and is away again with the next one. */
interface Obstacle {
  name: string;
  /** Of the seven permissions, what the person lacks. */
  without?: string;
  set?(account: Account, roleName: string): void;
  how?: { capabilities?: string[]; region?: string; accountId?: string };
  /** AWS refuses at once, with these words, and makes no stack. */
  refused?: RegExp;
  /** Where the connection is when the person gives the attempt up. */
  seen?: ConnectionState;
}

const obstacles: readonly Obstacle[] = [
  {
    name: 'the name of the IAM role exists',
    set: (account) => Object.assign(account.knobs, { takenRoleNames: ['*'] }),
  },
  { name: 'creating the IAM role is not allowed', without: 'iam:CreateRole' },
  // Without permission to delete, AWS leaves the IAM role behind: it lets us in and may read nothing of its stack.
  { name: 'creating the policy is not allowed', without: 'iam:CreatePolicy', seen: 'verifying' },
  { name: 'attaching the policy is not allowed', without: 'iam:AttachRolePolicy', seen: 'verifying' },
  {
    name: 'the organization denies it',
    set: (account) => Object.assign(account.knobs, { deniedActions: ['iam:CreateRole'] }),
  },
  {
    name: 'creating stacks is not allowed',
    without: 'cloudformation:CreateStack',
    refused: /is not authorized to perform: cloudformation:CreateStack/,
  },
  { name: 'the box was not ticked', how: { capabilities: [] }, refused: /Requires capabilities/ },
  { name: 'another account', how: { accountId: '555500008888' }, refused: /not the AWS account/ },
  { name: 'another Region', how: { region: 'eu-west-1' }, refused: /us-east-1/ },
];

eachDatabase((open) => {
  let at: SandboxWorld;
  beforeAll(async () => {
    at = await makeSandboxWorld(await open());
    at.sandbox.control.createAccount({ accountId: '555500008888' });
    addPerson('555500008888', stackPermissions);
  });
  afterAll(() => at.close());
  const customer = () => at.ctxFor('customerAdmin');

  /** Somebody with exactly these permissions; `person`, unless there is one already. */
  function addPerson(accountId: string, actions: readonly string[], name = 'person'): void {
    const account = accountOf(accountId);
    delete account.users[name];
    const policies = [allow('Exactly', { actions: [...actions], resources: ['*'] })];
    addUser(at.sandbox.world, { account, name, says: '', policies });
  }
  function accountOf(accountId: string): Account {
    const account = at.sandbox.world.account(accountId);
    if (!account) throw new Error(`no account ${accountId}`);
    return account;
  }

  /** The person creates the stack from what the step gives out now; what AWS says when it refuses at once. */
  async function create(
    connectionId: string,
    { how = {} }: Pick<Obstacle, 'how'> = {},
  ): Promise<string | null> {
    try {
      await at.createStack(connectionId, { userName: 'person', ...how });
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  test(`with exactly seven permissions, ${obstacles.length} attempts that fail in a row are no dead end`, async () => {
    const accountId = '111122223333';
    const connectionId = await at.upToStack({ accountId, bucket: 'sandbox-happy-parquet' });
    const account = accountOf(accountId);
    const knobs = { ...account.knobs };
    const names: string[] = [];
    for (const obstacle of obstacles) {
      const row = await rowOf(customer(), connectionId);
      names.unshift(row.stack_name ?? '');
      addPerson(
        accountId,
        stackPermissions.filter((action) => action !== obstacle.without),
      );
      obstacle.set?.(account, row.role_name ?? '');
      const refused = await create(connectionId, obstacle);
      if (obstacle.refused) expect(refused, obstacle.name).toMatch(obstacle.refused);
      else expect(refused, obstacle.name).toBeNull();
      await at.settle(connectionId);
      const { state, version } = await rowOf(customer(), connectionId);
      expect(state, obstacle.name).toBe(obstacle.seen ?? 'awaiting_stack');
      await tryAgain(customer(), { connectionId, version });
      Object.assign(account.knobs, knobs);
    }

    addPerson(accountId, stackPermissions);
    expect(await create(connectionId)).toBeNull();
    expect(await at.settle(connectionId)).toBe('role_verified');
    await validateOnSchedule(at.systemCtx(), { connectionId });
    expect((await checkNow(customer(), { connectionId })).step).toBe('validate');

    const view = await getConnection(customer(), { connectionId });
    expect(view.stack.attempt).toBe(obstacles.length + 1);
    expect(new Set([...names, view.stack.stackName]).size).toBe(obstacles.length + 1);
    expect(view.leftovers.map(({ name }) => name)).toEqual(names);
    for (const { name, href } of view.leftovers) expect(href).toContain(`filteringText=${name}`);

    // What AWS still has of them is among those, and somebody with the comfortable set can take it away.
    const standing = () => account.stacks.filter(({ deletedAt }) => deletedAt === null);
    const left = standing().filter(({ name }) => name !== view.stack.stackName);
    expect(left.length).toBeGreaterThan(3);
    expect(left.filter(({ name }) => !names.includes(name))).toEqual([]);
    addPerson(accountId, watchingPermissions, 'cleaner');
    for (const { id: stackId } of left) {
      await at.sandbox.control.deleteStack({ stackId, userName: 'cleaner' });
      at.pass(10_000);
    }
    at.sandbox.control.listStacks({ accountId });
    expect(standing().map(({ name }) => name)).toEqual([view.stack.stackName]);
    const roles = Object.keys(account.roles).filter((name) => name.startsWith('tributary-'));
    expect(roles).toEqual([view.stack.roleName]);
    at.pass(24 * 3_600_000);
    expect((await validateOnSchedule(at.systemCtx(), { connectionId }))?.state).toBe('report_valid');
  });
});

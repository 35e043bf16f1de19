import { afterAll, beforeAll, expect, test } from 'vitest';
import { createdReportPermissions, stackPermissions } from '@/lib/connecting';
import { AccountForm, ReportForm } from '@/lib/connections';
import { addUser, allow } from '@/sandbox/accounts';
import { rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { makeSandboxWorld, type SandboxWorld } from '@/server/testing/sandbox-world';
import { validateOnSchedule, validateReports } from '../reports/validate';
import { setAccount } from './account';
import { goBack } from './back';
import { letStackCreateReport } from './create-report';
import { getConnection } from './get';
import { openStack } from './open-stack';
import { setReport } from './report';
import { reviewConnection } from './review';
import { startConnection } from './start';
import { tryAgain } from './try-again';

eachDatabase((open) => {
  let at: SandboxWorld;
  let accounts = 0;
  beforeAll(async () => {
    at = await makeSandboxWorld(await open());
  });
  afterAll(() => at.close());
  const customer = () => at.ctxFor('customerAdmin');
  const view = (connectionId: string) => getConnection(customer(), { connectionId });
  const form = async (connectionId: string) => ({
    connectionId,
    version: (await view(connectionId)).version,
  });
  const newAccount = () => {
    const accountId = `55550000${String(++accounts).padStart(4, '0')}`;
    at.sandbox.control.createAccount({ accountId, title: 'Without a report' });
    return accountId;
  };

  async function chosen(accountId = newAccount()): Promise<string> {
    const { id: connectionId } = await startConnection(customer(), {});
    await reviewConnection(customer(), { ...(await form(connectionId)), billingTransfer: 'no' });
    await setAccount(customer(), AccountForm.parse({ ...(await form(connectionId)), accountId }));
    await letStackCreateReport(customer(), await form(connectionId));
    return connectionId;
  }
  async function opened(accountId?: string): Promise<string> {
    const connectionId = await chosen(accountId);
    await openStack(customer(), await form(connectionId));
    return connectionId;
  }
  /** A console user of the account with these actions and no others. */
  const userWith = (accountId: string, actions: readonly string[]): string => {
    const account = at.sandbox.world.account(accountId);
    if (!account) throw new Error('no account');
    const name = `user-${Object.keys(account.users).length}`;
    const policies = [allow('These', { actions: [...actions], resources: ['*'] })];
    addUser(at.sandbox.world, { account, name, says: '', policies });
    return name;
  };
  const sufficient = [...stackPermissions, ...createdReportPermissions];

  test('with exactly the permissions that step 3 shows the stack makes a report, which becomes valid', async () => {
    const accountId = newAccount();
    const connectionId = await opened(accountId);
    const before = await view(connectionId);
    expect(before).toMatchObject({ state: 'awaiting_stack', reportBy: 'stack', bucketRegion: 'us-east-1' });
    expect(before.bucket).toMatch(new RegExp(`^tributary-cur-${accountId}-[0-9a-z]{12}$`));
    expect(before.stack.link).toContain('tributary-created-report-');
    expect(before.timeline.map(({ kind }) => kind)).toContain('report_by_stack');

    await at.createStack(connectionId, { userName: userWith(accountId, sufficient) });
    expect(await at.settle(connectionId)).toBe('role_verified');
    const awaited = await validateOnSchedule(at.systemCtx(), { connectionId });
    expect(awaited?.state).toBe('awaiting_report');
    expect((await view(connectionId)).validation.reports).toMatchObject([
      { name: before.bucket, valid: false, findings: [{ code: 'AWAITING_FIRST_DELIVERY' }] },
    ]);

    at.pass(6 * 3_600_000);
    at.sandbox.control.deliver({ accountId });
    const { state } = await validateReports(customer(), { connectionId });
    expect(state).toBe('report_valid');
    expect((await view(connectionId)).validation.reports).toMatchObject([
      { root: `cur/${before.bucket}/`, valid: true, format: 'parquet', timeUnit: 'HOURLY' },
    ]);
  });

  test.each(createdReportPermissions)(
    'without %s the stack fails and says so, and Try again takes another bucket',
    async (missing) => {
      const accountId = newAccount();
      const connectionId = await opened(accountId);
      const first = await view(connectionId);
      const without = sufficient.filter((action) => action !== missing);
      await at.createStack(connectionId, { userName: userWith(accountId, without) });
      // Without the right to delete, the IAM role stays, and tells us what AWS said.
      expect(await at.settle(connectionId)).toBe('stack_failed');
      const failed = await view(connectionId);
      expect(failed.stack.why?.aws).toContain(`is not authorized to perform: ${missing}`);
      expect(failed.stack.why?.title).toContain(missing);

      await tryAgain(customer(), await form(connectionId));
      const again = await view(connectionId);
      expect(again.bucket).not.toBe(first.bucket);
      expect(again.stack.stackName).not.toBe(first.stack.stackName);
      expect(again.externalId).toBe(first.externalId);
      expect(again.leftovers.map(({ name }) => name)).toEqual([first.stack.stackName]);
      await at.createStack(connectionId);
      expect(await at.settle(connectionId)).toBe('role_verified');
    },
  );

  test('pressed again it keeps the bucket; another account takes another one', async () => {
    const connectionId = await chosen();
    const { bucket } = await view(connectionId);
    await letStackCreateReport(customer(), await form(connectionId));
    expect((await view(connectionId)).bucket).toBe(bucket);
    const accountId = newAccount();
    await setAccount(customer(), AccountForm.parse({ ...(await form(connectionId)), accountId }));
    const moved = await view(connectionId);
    expect(moved).toMatchObject({ reportBy: 'stack', step: 'stack' });
    expect(moved.bucket).toContain(accountId);
  });

  test('going back to a report of one’s own leaves the stack of before to be deleted and takes new names', async () => {
    const connectionId = await opened();
    await at.createStack(connectionId);
    expect(await at.settle(connectionId)).toBe('role_verified');
    const { stack } = await view(connectionId);
    await goBack(customer(), { ...(await form(connectionId)), step: 'report' });
    const titles = async () => (await view(connectionId)).awsSteps.map(({ title }) => title);
    expect(await titles()).toEqual(['Delete the stack']);
    await setReport(customer(), ReportForm.parse({ ...(await form(connectionId)), bucket: 'acme-cur' }));
    expect(await titles()).toEqual([`Delete the stack ${stack.stackName}, which is not used any more`]);
    await openStack(customer(), await form(connectionId));
    const own = await view(connectionId);
    expect(own).toMatchObject({ reportBy: 'customer', bucket: 'acme-cur' });
    expect(own.stack.stackName).not.toBe(stack.stackName);
    expect(own.stack.link).toContain('tributary-reports-');
    expect(own.stack.attempt).toBe(2);
    expect(await titles()).toEqual([`Delete the stack ${stack.stackName}, which is not used any more`]);
  });

  test('a report of one’s own is the default, and the column takes nothing else', async () => {
    const { id } = await startConnection(customer(), {});
    expect((await rowOf(at.systemCtx(), id)).report_by).toBe('customer');
    const wrong = at.database.kysely
      .updateTable('connections')
      // @ts-expect-error a value that the column refuses
      .set({ report_by: 'nobody' })
      .where('id', '=', id)
      .execute();
    await expect(wrong).rejects.toThrow();
  });
});

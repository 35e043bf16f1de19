import { beforeAll, expect, test } from 'vitest';
import { connectUpToStack, rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { type FakeAws, fakeAws, stackOf } from '@/server/testing/fake-aws';
import { makeWorld, type World } from '@/server/testing/world';
import { confirmReport } from '../reports/confirm';
import { validateReports } from '../reports/validate';
import { getConnection } from './get';
import { openStack } from './open-stack';
import { pollConnection } from './poll';
import { pollStack } from './poll-stack';
import { startConnection } from './start';
import { tryAgain } from './try-again';

eachDatabase((open) => {
  let world: World;
  let aws: FakeAws;
  let next = 0;
  const account = () => String(600000000000 + ++next);
  beforeAll(async () => {
    aws = fakeAws();
    world = await makeWorld(await open(), { aws });
  });
  const poll = (connectionId: string) => pollConnection(world.systemCtx(), { connectionId, due: false });

  function ready(accountId: string) {
    Object.assign(aws.account(accountId), { role: 'exact', stack: stackOf() });
  }

  test('a look that comes back after a new attempt began changes nothing', async () => {
    const accountId = account();
    const ctx = world.ctxFor('customerAdmin');
    const connectionId = await connectUpToStack(ctx, { accountId, bucket: 'acme-cur' });
    ready(accountId);
    const { version } = await rowOf(ctx, connectionId);
    aws.meanwhile = async () => {
      aws.meanwhile = null;
      await tryAgain(ctx, { connectionId, version });
    };
    await poll(connectionId);
    const row = await rowOf(ctx, connectionId);
    expect(row).toMatchObject({ state: 'awaiting_stack', attempt: 2, role_first_seen_at: null });
  });

  test('an older look never overwrites a younger one', async () => {
    const accountId = account();
    const ctx = world.ctxFor('customerAdmin');
    const connectionId = await connectUpToStack(ctx, { accountId, bucket: 'acme-cur' });
    aws.meanwhile = async () => {
      aws.meanwhile = null;
      ready(accountId);
      await poll(connectionId); // the younger look sees the role…
      aws.account(accountId).role = 'none'; // …the older one is refused, and comes too late
    };
    await poll(connectionId);
    expect(await rowOf(ctx, connectionId)).toMatchObject({ state: 'role_verified', findings_json: '[]' });
  });

  test('foul weather moves nothing and finds nothing', async () => {
    const accountId = account();
    const ctx = world.ctxFor('customerAdmin');
    const connectionId = await connectUpToStack(ctx, { accountId, bucket: 'acme-cur' });
    ready(accountId);
    aws.account(accountId).weather = 'foul';
    expect((await poll(connectionId))?.missing.join(' ')).toContain('Throttling');
    expect(await rowOf(ctx, connectionId)).toMatchObject({ state: 'awaiting_stack', findings_json: '[]' });
  });

  test('a role without a readable stack is believed after two successes 20 s apart', async () => {
    const accountId = account();
    const ctx = world.ctxFor('customerAdmin');
    const connectionId = await connectUpToStack(ctx, { accountId, bucket: 'acme-cur' });
    Object.assign(aws.account(accountId), { role: 'exact', stack: null });
    await poll(connectionId);
    expect((await rowOf(ctx, connectionId)).state).toBe('stack_in_progress');
    world.clock.advance(19_000);
    await poll(connectionId);
    expect((await rowOf(ctx, connectionId)).state).toBe('stack_in_progress');
    world.clock.advance(1_000);
    await poll(connectionId);
    expect((await rowOf(ctx, connectionId)).state).toBe('role_verified');
  });

  test('a rollback that can be seen names its reason; a role that vanishes is taken for one after a minute', async () => {
    const ctx = world.ctxFor('customerAdmin');
    const seen = account();
    const one = await connectUpToStack(ctx, { accountId: seen, bucket: 'acme-cur' });
    Object.assign(aws.account(seen), {
      role: 'exact',
      stack: stackOf('ROLLBACK_IN_PROGRESS', 'Policy is too long'),
    });
    await poll(one);
    expect(await rowOf(ctx, one)).toMatchObject({
      state: 'stack_failed',
      stack_reason: 'Policy is too long',
    });

    const gone = account();
    const two = await connectUpToStack(ctx, { accountId: gone, bucket: 'acme-cur' });
    Object.assign(aws.account(gone), { role: 'exact', stack: stackOf('CREATE_IN_PROGRESS') });
    await poll(two);
    aws.account(gone).role = 'none';
    world.clock.advance(59_000);
    await poll(two);
    expect((await rowOf(ctx, two)).state).toBe('stack_in_progress');
    world.clock.advance(1_000);
    await poll(two);
    const failed = await rowOf(ctx, two);
    expect(failed.state).toBe('stack_failed');
    expect(failed.stack_reason).toContain('AWS rolled the stack back');
  });

  test('pressing twice has one effect: one draft, one link', async () => {
    const ctx = world.ctxFor('customerAdmin');
    const starts = await Promise.all([
      startConnection(ctx, {}),
      startConnection(ctx, {}),
      startConnection(ctx, {}),
    ]);
    expect(new Set(starts.map(({ id }) => id)).size).toBe(1);
    const connectionId = await connectUpToStack(ctx, { accountId: account(), bucket: 'acme-cur' });
    const before = await rowOf(ctx, connectionId);
    const again = await openStack(ctx, { connectionId, version: before.version });
    expect(await rowOf(ctx, connectionId)).toEqual(before);
    expect(again.state).toBe('awaiting_stack');
  });

  test('an open page starts the fast schedule over when it is spent, and at most then', async () => {
    const ctx = world.ctxFor('customerAdmin');
    const connectionId = await connectUpToStack(ctx, { accountId: account(), bucket: 'acme-cur' });
    const { poll_since: made } = await rowOf(ctx, connectionId);
    await pollStack(ctx, { connectionId });
    expect((await rowOf(ctx, connectionId)).poll_since).toBe(made);
    world.clock.advance(3 * 60_000);
    await pollStack(world.ctxFor('customerViewer'), { connectionId });
    expect((await rowOf(ctx, connectionId)).poll_since).toBe(made);
    await pollStack(ctx, { connectionId });
    expect((await rowOf(ctx, connectionId)).poll_since).toBe(world.clock.now().toISOString());
    expect(world.jobs.enqueued.at(-1)).toMatchObject({
      kind: 'connection.poll',
      key: `poll:${connectionId}`,
    });
  });

  async function verified(): Promise<string> {
    const accountId = account();
    const connectionId = await connectUpToStack(world.ctxFor('customerAdmin'), {
      accountId,
      bucket: 'acme-cur',
    });
    ready(accountId);
    await poll(connectionId);
    return connectionId;
  }

  test("somebody else's connection answers like one that does not exist", async () => {
    const connectionId = await verified();
    const foreign = await getConnection(world.ctxFor('customerBAdmin'), { connectionId }).catch(
      (e: unknown) => e,
    );
    const missing = await getConnection(world.ctxFor('customerBAdmin'), { connectionId: 'none' }).catch(
      (e: unknown) => e,
    );
    expect(foreign).toEqual(missing);
    expect(foreign).toMatchObject({ code: 'not_found' });
    const viewer = world.ctxFor('customerViewer');
    await expect(startConnection(viewer, {})).rejects.toMatchObject({ code: 'forbidden' });
    await expect(validateReports(viewer, { connectionId })).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('a later step answers with the step that is due', async () => {
    const ctx = world.ctxFor('customerAdmin');
    const { id: connectionId } = await startConnection(ctx, {});
    const due = { code: 'step_due', details: { goTo: `/connections/${connectionId}/review` } };
    await expect(openStack(ctx, { connectionId, version: 1 })).rejects.toMatchObject(due);
    await expect(getConnection(ctx, { connectionId, step: 'validate' })).rejects.toMatchObject(due);
    await expect(validateReports(ctx, { connectionId })).rejects.toMatchObject(due);
    await expect(confirmReport(ctx, { connectionId, version: 1 })).rejects.toMatchObject(due);
  });
});

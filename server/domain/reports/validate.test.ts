import { beforeAll, expect, test } from 'vitest';
import { withScope } from '@/server/db/scope';
import { connectUpToStack, examinationOf, findingOf, reportWith, rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { type FakeAws, fakeAws, stackOf } from '@/server/testing/fake-aws';
import { makeWorld, type World } from '@/server/testing/world';
import { getConnection } from '../connections/get';
import { pollConnection } from '../connections/poll';
import { confirmReport, setAutoConfirm } from './confirm';
import { finishValidation } from './finish-validation';
import { beginValidation, validateReports } from './validate';

eachDatabase((open) => {
  let world: World;
  let aws: FakeAws;
  let next = 0;
  const account = () => String(600000000000 + ++next);
  beforeAll(async () => {
    aws = fakeAws();
    world = await makeWorld(await open({ own: true }), { aws });
  });
  const poll = (connectionId: string) => pollConnection(world.systemCtx(), { connectionId, due: false });

  function ready(accountId: string) {
    Object.assign(aws.account(accountId), { role: 'exact', stack: stackOf() });
  }

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

  /** A validation that has begun; `finish` brings its result. */
  async function begun(connectionId: string) {
    const ctx = world.ctxFor('customerAdmin');
    const started = await withScope(ctx, (tx) => beginValidation(tx, { ctx, connectionId, cause: 'user' }));
    const { validation } = started;
    if (!validation) return null;
    return (findings: ReturnType<typeof findingOf>[] = []) =>
      finishValidation(ctx, {
        ...started,
        validation,
        found: {
          is: 'examined',
          findings: [],
          examination: examinationOf([reportWith('cur/acme/', findings)]),
        },
      });
  }

  test('one validation at a time; one that died holds nobody up, and its late result counts for nothing', async () => {
    const connectionId = await verified();
    const late = await begun(connectionId);
    expect(await begun(connectionId)).toBeNull();
    const busy = await validateReports(world.ctxFor('customerAdmin'), { connectionId });
    expect(busy).toMatchObject({ running: true, said: 'A check is running already.' });
    world.clock.advance(5 * 60_000);
    const next = await begun(connectionId);
    expect((await next?.())?.connection.state).toBe('report_valid');
    await late?.([findingOf('GRANULARITY_NOT_HOURLY')]);
    const view = await getConnection(world.ctxFor('customerAdmin'), { connectionId });
    expect(view.state).toBe('report_valid');
    expect(view.validation.reports[0]?.valid).toBe(true);
  });

  test('a validation that another bucket has overtaken counts for nothing', async () => {
    const connectionId = await verified();
    const finish = await begun(connectionId);
    await withScope(world.systemCtx(), (tx) =>
      tx
        .updateTable('connections')
        .set({ bucket: 'another-bucket' })
        .where('id', '=', connectionId)
        .execute(),
    );
    await finish?.();
    expect((await rowOf(world.systemCtx(), connectionId)).state).toBe('role_verified');
  });

  test('a report is compared with the validation before, and Refresh says what changed', async () => {
    const connectionId = await verified();
    await (await begun(connectionId))?.([findingOf('GRANULARITY_NOT_HOURLY')]);
    world.clock.advance(60_000);
    const second = await (await begun(connectionId))?.();
    expect(second?.changes).toMatchObject({ fixed: [{ code: 'GRANULARITY_NOT_HOURLY' }], fresh: [] });
    expect(second?.connection.state).toBe('report_valid');
  });

  test('"confirm it for me" confirms when the report becomes valid; only a valid report can be confirmed', async () => {
    const ctx = world.ctxFor('customerAdmin');
    const connectionId = await verified();
    await (await begun(connectionId))?.([findingOf('GRANULARITY_NOT_HOURLY')]);
    const { version } = await rowOf(ctx, connectionId);
    await expect(confirmReport(ctx, { connectionId, version, root: 'cur/acme/' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await setAutoConfirm(ctx, { connectionId, version, autoConfirm: 'yes' });
    world.clock.advance(60_000);
    const finished = await (await begun(connectionId))?.();
    expect(finished?.connection).toMatchObject({
      state: 'confirmed',
      chosen_root: 'cur/acme/',
      delivery: 'success',
    });
  });

  test('a partner confirms only when the end customer allowed it; what partners do is marked', async () => {
    const partner = world.ctxFor('resellerAdmin');
    const connectionId = await verified();
    await (await begun(connectionId))?.();
    const { version } = await rowOf(partner, connectionId);
    await expect(confirmReport(partner, { connectionId, version })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const allow = (partner_may_confirm: number) =>
      withScope(world.systemCtx(), (tx) =>
        tx
          .updateTable('tenants')
          .set({ partner_may_confirm })
          .where('id', '=', world.tenants.customerA1.id)
          .execute(),
      );
    await allow(1);
    expect((await confirmReport(partner, { connectionId, version })).state).toBe('confirmed');
    await allow(0);
    const entry = await withScope(world.systemCtx(), (tx) =>
      tx
        .selectFrom('activities')
        .select(['on_behalf', 'actor_name'])
        .where('subject_id', '=', connectionId)
        .where('action', '=', 'connection.confirmed')
        .executeTakeFirstOrThrow(),
    );
    expect(entry).toEqual({ on_behalf: 1, actor_name: 'resellerAdmin Example' });
  });
});

import { beforeAll, expect, test } from 'vitest';
import { withScope } from '@/server/db/scope';
import { findingOf, rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { type FakeAws, fakeAws } from '@/server/testing/fake-aws';
import { begunValidation, verifiedConnection } from '@/server/testing/validating';
import { makeWorld, type World } from '@/server/testing/world';
import { getConnection } from '../connections/get';
import { lookAtReports } from './look-at-reports';
import { LOOK_BUDGET_MS, VALIDATION_LEASE_MS, WHOLE_LOOK_MS } from './timing';
import { validateReports } from './validate';

eachDatabase((open) => {
  let world: World;
  let aws: FakeAws;
  let next = 0;
  beforeAll(async () => {
    aws = fakeAws();
    world = await makeWorld(await open(), { aws });
  });
  const verified = () => verifiedConnection({ world, aws }, String(600000000000 + ++next));
  const begun = (connectionId: string) => begunValidation(world, connectionId);
  const notHourly = findingOf('GRANULARITY_NOT_HOURLY');

  test('one validation at a time; one that died holds nobody up, and its late result counts for nothing', async () => {
    const connectionId = await verified();
    const late = await begun(connectionId);
    expect(await begun(connectionId)).toBeNull();
    const busy = await validateReports(world.ctxFor('customerAdmin'), { connectionId });
    expect(busy).toMatchObject({ running: true, said: 'A check is running already.' });
    world.clock.advance(5 * 60_000);
    const next = await begun(connectionId);
    expect((await next?.finish())?.connection.state).toBe('report_valid');
    await late?.finish([notHourly]);
    const view = await getConnection(world.ctxFor('customerAdmin'), { connectionId });
    expect(view.state).toBe('report_valid');
    expect(view.validation.reports[0]?.valid).toBe(true);
  });

  test('a validation that another bucket has overtaken counts for nothing', async () => {
    const connectionId = await verified();
    const running = await begun(connectionId);
    await withScope(world.systemCtx(), (tx) =>
      tx
        .updateTable('connections')
        .set({ bucket: 'another-bucket' })
        .where('id', '=', connectionId)
        .execute(),
    );
    await running?.finish();
    expect((await rowOf(world.systemCtx(), connectionId)).state).toBe('role_verified');
    // Nor does it hold up the one that looks where it should.
    expect(await begun(connectionId)).not.toBeNull();
  });

  test('of a hundred that begin at once one runs', async () => {
    const connectionId = await verified();
    const all = await Promise.all(Array.from({ length: 100 }, () => begun(connectionId)));
    expect(all.filter((one) => one !== null)).toHaveLength(1);
  });

  test('a look ends before the next may begin, whatever AWS does', async () => {
    // A call that is under way when the time is over may take a minute more.
    expect(WHOLE_LOOK_MS + 60_000).toBeLessThanOrEqual(VALIDATION_LEASE_MS);
    expect(LOOK_BUDGET_MS).toBeLessThan(WHOLE_LOOK_MS);
    const connection = await rowOf(world.systemCtx(), await verified());
    aws.meanwhile = () => new Promise(() => undefined);
    const seen = await lookAtReports(world.systemCtx(), { connection, firstSeen: {}, within: 20 });
    aws.meanwhile = null;
    expect(seen).toMatchObject({ is: 'trouble', trouble: expect.stringContaining('too slow') });
  });
});

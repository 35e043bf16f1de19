import { beforeAll, expect, test } from 'vitest';
import { findingOf, rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { type FakeAws, fakeAws } from '@/server/testing/fake-aws';
import { begunValidation, oneReport, verifiedConnection } from '@/server/testing/validating';
import { makeWorld, type World } from '@/server/testing/world';
import { home } from '../onboarding/home';
import { confirmReport } from '../reports/confirm';
import { listCustomers } from '../tenants/list';
import { completeConnection } from './complete';
import { getConnection } from './get';
import { listConnections } from './list';

eachDatabase((open) => {
  let world: World;
  let aws: FakeAws;
  let connectionId: string;
  const ctx = () => world.ctxFor('customerAdmin');

  const found = async (roleFindings: ReturnType<typeof findingOf>[]) => {
    world.clock.advance(3_600_000);
    const begun = await begunValidation(world, connectionId);
    await begun?.finishWith({ is: 'examined', examination: oneReport([]), findings: roleFindings });
  };

  beforeAll(async () => {
    aws = fakeAws();
    world = await makeWorld(await open(), { aws });
    connectionId = await verifiedConnection({ world, aws }, '640000000001');
    await found([]);
    const { version } = await rowOf(ctx(), connectionId);
    const done = await confirmReport(ctx(), { connectionId, version });
    await completeConnection(ctx(), { connectionId, version: done.version });
  });

  /** Assets, the connection's page, Home of the end customer, and Customers of its partner. */
  async function everywhere() {
    const listed = await listConnections(ctx(), {});
    const own = await home(ctx(), { turn: '' });
    const { rows } = await listCustomers(world.ctxFor('resellerAdmin'), {
      name: '',
      delivery: '',
      status: '',
      after: '',
    });
    return [
      listed.find(({ id }) => id === connectionId)?.delivery,
      (await getConnection(ctx(), { connectionId })).validation.delivery,
      own.kind === 'customer' ? own.accounts.find(({ id }) => id === connectionId)?.health : undefined,
      rows.find(({ id }) => id === world.tenants.customerA1.id)?.delivery,
    ];
  }

  test('every page shows one health: fit, a warning of the role, and nothing once checks have not run for two days', async () => {
    await found([]);
    expect(await everywhere()).toEqual(Array(4).fill('success'));
    await found([findingOf('ROLE_TOO_BROAD', 'warning')]);
    expect(await everywhere()).toEqual(Array(4).fill('warning'));
    world.clock.advance(49 * 3_600_000);
    expect(await everywhere()).toEqual(Array(4).fill('not_available'));
    expect((await listConnections(ctx(), {})).find(({ id }) => id === connectionId)?.isStale).toBe(true);
    await found([]);
    expect(await everywhere()).toEqual(Array(4).fill('success'));
  });
});

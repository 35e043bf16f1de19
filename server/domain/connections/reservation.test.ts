import { beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionRow } from '@/server/db/tables';
import { callAs } from '@/server/testing/calling';
import { connectUpToStack, rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { type FakeAws, fakeAws, stackOf } from '@/server/testing/fake-aws';
import { times } from '@/server/testing/scale';
import { makeWorld, type UserKey, type World } from '@/server/testing/world';
import { pollConnection } from './poll';

const RACES = times({ test: 200, soak: 1_000 });

eachDatabase((open) => {
  let aws: FakeAws;
  /** Two distributors of one installation. */
  let worlds: [World, World];
  let next = 0;
  const account = () => String(610000000000 + ++next);
  beforeAll(async () => {
    aws = fakeAws();
    const database = await open();
    worlds = [await makeWorld(database, { aws }), await makeWorld(database, { aws })];
  });
  const poll = (of: { world: World; id: string }) =>
    pollConnection(of.world.systemCtx(), { connectionId: of.id, due: false });

  function ready(accountId: string) {
    Object.assign(aws.account(accountId), { role: 'exact', stack: stackOf() });
  }

  /** One that waits for its stack: the first goes through the steps, the others are rows like it. */
  async function waiting(world: World, user: UserKey): Promise<(accountId: string) => Promise<string>> {
    const id = await connectUpToStack(world.ctxFor(user), { accountId: account(), bucket: 'acme-cur' });
    const like = await rowOf(world.systemCtx(), id);
    return async (account_id) => {
      const external_id = world.newSecret();
      const role_name = `tributary-reports-${external_id.slice(0, 12)}`;
      const row: ConnectionRow = { ...like, id: world.newId(), external_id, account_id, role_name };
      await world.database.kysely.insertInto('connections').values(row).execute();
      return row.id;
    };
  }

  test(`${RACES} races for one account, of two customers and of two distributors: one winner each`, async () => {
    const [here, there] = worlds;
    const one = await waiting(here, 'customerAdmin');
    const rivals = [
      { world: here, make: await waiting(here, 'customerBAdmin') },
      { world: there, make: await waiting(there, 'customerAdmin') },
    ];
    for (let race = 0; race < RACES; race += 1) {
      const accountId = account();
      const rival = rivals[race % 2];
      if (!rival) throw new Error('nobody to race with');
      const racers = [
        { world: here, id: await one(accountId) },
        { world: rival.world, id: await rival.make(accountId) },
      ];
      if (race % 4 > 1) racers.reverse();
      ready(accountId);
      await Promise.all([...racers, ...racers].map(poll));
      const rows = await Promise.all(racers.map(({ world, id }) => rowOf(world.systemCtx(), id)));
      const states = rows.map(({ state }) => state).toSorted();
      const held = rows.map(({ reserved_account_id }) => reserved_account_id).filter((id) => id !== null);
      expect([race, states, held]).toEqual([race, ['role_verified', 'verifying'], [accountId]]);
    }
  }, 600_000);

  test('the database itself refuses a second live connection of one account', async () => {
    const [here, there] = worlds;
    const accountId = account();
    const [one, two] = [await waiting(here, 'customerAdmin'), await waiting(there, 'customerAdmin')];
    const ids = [await one(accountId), await two(accountId)];
    const reserve = (id = '') =>
      here.database.kysely
        .updateTable('connections')
        .set({ state: 'role_verified', reserved_account_id: accountId })
        .where('id', '=', id)
        .execute();
    await reserve(ids[0]);
    await expect(reserve(ids[1])).rejects.toThrow(/unique/i);
  });

  describe('whoever comes second', () => {
    /** Everything that the loser and its partner can read of it, as text. */
    async function read(world: World, connectionId: string): Promise<string> {
      const ask = async (user: UserKey, procedure: string, input: unknown) => {
        const { actor, ...base } = world.ctxFor(user);
        return callAs({ base, actor, address: 'direct' }, { procedure, input });
      };
      const { id: tenantId } = world.tenants.customerA1;
      const answers = [];
      for (const user of ['customerAdmin', 'customerViewer', 'resellerAdmin'] as const) {
        answers.push(
          await ask(user, 'connections.checkNow', { connectionId }),
          await ask(user, 'connections.pollStack', { connectionId }),
          await ask(user, 'connections.get', { connectionId }),
          await ask(user, 'connections.list', { tenantId }),
          await ask(user, 'connections.previewBack', { connectionId, step: 'account' }),
          await ask(user, 'onboarding.home', {}),
          await ask(user, 'onboarding.progress', { tenantId }),
          await ask(user, 'activity.list', { tenantId }),
        );
      }
      return JSON.stringify(answers);
    }

    /** Ids, secrets and the account, which differ from scene to scene, and the number of the world. */
    const normalised = (text: string, accountId: string) =>
      text
        .replaceAll(accountId, 'ACCOUNT')
        .replaceAll(`${accountId.slice(0, 4)}-${accountId.slice(4, 8)}-${accountId.slice(8)}`, 'ACCOUNT')
        .replace(/[0-9a-f]{8}-0000-4000-8000-[0-9a-f]{12}/g, 'ID')
        .replace(/tributary-reports-[0-9a-z]{12}/g, 'NAME')
        .replace(/"(externalId|ExternalId)":"[\w-]{43}"/g, '"externalId":"SECRET"')
        .replace(/"name":"ExternalId","value":"[\w-]{43}"/g, 'SECRET')
        .replace(/\bw\d+\.example/g, 'WORLD');

    async function scene(holder: 'another customer' | 'another distributor' | 'one that is broken') {
      const { database } = worlds[0];
      const accountId = account();
      const world = await makeWorld(database, { aws });
      const rival = holder === 'another customer' ? world : await makeWorld(database, { aws });
      // Ids count up in each world: two worlds of one age would give two roles one name.
      for (let id = 0; id < 500; id += 1) if (rival !== world) rival.newId();
      const winner = await connectUpToStack(
        rival.ctxFor(holder === 'another customer' ? 'customerBAdmin' : 'customerAdmin'),
        { accountId, bucket: 'theirs-cur' },
      );
      const loser = await connectUpToStack(world.ctxFor('customerAdmin'), { accountId, bucket: 'acme-cur' });
      ready(accountId);
      await poll({ world: rival, id: winner });
      if (holder === 'one that is broken') {
        await database.kysely
          .updateTable('connections')
          .set({ state: 'broken', state_before: 'role_verified' })
          .where('id', '=', winner)
          .execute();
      }
      await poll({ world, id: loser });
      const text = await read(world, loser);
      const { external_id, role_name } = await rowOf(rival.systemCtx(), winner);
      const theirs = [winner, external_id, role_name ?? '', 'theirs-cur'];
      expect(theirs.filter((secret) => text.includes(secret))).toEqual([]);
      return { text: normalised(text, accountId), world, rival, winner, loser };
    }

    test('learns byte for byte the same, whoever holds the account', async () => {
      const [sibling, foreign, broken] = [
        await scene('another customer'),
        await scene('another distributor'),
        await scene('one that is broken'),
      ];
      expect(sibling.text).toContain('This AWS account cannot be connected here now. Ask Harbour Resale');
      expect(sibling.text).toContain('could not reserve the AWS account');
      expect(sibling.text).not.toMatch(/Northwind|Coastline/);
      expect(foreign.text).toBe(sibling.text);
      expect(broken.text).toBe(sibling.text);
    });

    test('is shown beside the other only to whoever sees both anyway', async () => {
      const ofBoth = await scene('another customer');
      const ask = async ({ world, loser }: Awaited<ReturnType<typeof scene>>) => {
        const { actor, ...base } = world.ctxFor('distributorAdmin');
        const call = { procedure: 'connections.get', input: { connectionId: loser } };
        const { result } = await callAs({ base, actor, address: 'direct' }, call);
        return result;
      };
      expect(await ask(ofBoth)).toMatchObject({
        sameAccount: [{ id: ofBoth.winner, state: 'role_verified', tenantName: 'Northwind' }],
      });
      expect(await ask(await scene('another distributor'))).toMatchObject({ sameAccount: [] });
    });
  });
});

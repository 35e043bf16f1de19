import { beforeAll, expect, test } from 'vitest';
import { rows } from '@/server/testing/access-table';
import { furnish, holderOf, nobody, type Place } from '@/server/testing/access-world';
import { callAs, definitionOf, isForHandoffs, procedurePaths } from '@/server/testing/calling';
import { eachDatabase } from '@/server/testing/databases';
import { fakeAws } from '@/server/testing/fake-aws';
import { forgetful } from '@/server/testing/forgetful';
import { handoffRows, publicRows } from '@/server/testing/public-table';
import { makeWorld, type World } from '@/server/testing/world';
import type { RequestContext } from './init';

eachDatabase((open) => {
  let world: World;
  let place: Place;
  let foreign: Place;

  beforeAll(async () => {
    world = await makeWorld(await open(), {
      aws: fakeAws(),
      settings: { templateBaseUrl: 'https://templates.s3.amazonaws.com' },
    });
    place = await furnish(world, 'customerA1');
    foreign = await furnish(world, 'customerB1');
    await world.database.kysely
      .updateTable('connections')
      .set({ link_url: 'https://console.aws.example/stack' })
      .execute();
  });

  function asking(actor: RequestContext['actor']): RequestContext {
    const { actor: _, ...base } = world.ctxFor('customerAdmin');
    return { base: { ...base, db: forgetful(world.database) }, actor, address: 'direct' };
  }
  const holder = () => holderOf(place, world.tenants.customerA1);

  /** Of every procedure an input that fits, and is about what the holder's own connection is in. */
  function inputOf(procedure: string, of: Place): unknown {
    const at = {
      ...of,
      parentId: world.tenants.resellerA.id,
      asking: world.users.customerAdmin.membershipId,
    };
    return (
      handoffRows[procedure]?.(at) ??
      publicRows[procedure]?.input ??
      rows.find((row) => row.procedure === procedure)?.input?.(at)
    );
  }

  test('of all procedures only those of a hand-off and those for everybody answer its holder', async () => {
    const answers: Record<string, string> = {};
    for (const procedure of procedurePaths) {
      answers[procedure] = (
        await callAs(asking(holder()), { procedure, input: inputOf(procedure, place) })
      ).code;
    }
    const wanted = procedurePaths.map((procedure) => {
      if (isForHandoffs(definitionOf(procedure).permission)) return [procedure, 'allowed'];
      return [procedure, publicRows[procedure]?.answer ?? 'UNAUTHORIZED'];
    });
    expect(answers).toEqual(Object.fromEntries(wanted));
    expect(Object.values(answers).filter((code) => code === 'UNAUTHORIZED').length).toBeGreaterThan(60);
  });

  test.each([null, 'customerAdmin', 'distributorAdmin'] as const)(
    'those of a hand-off answer %s, who holds none, like a link that does not work',
    async (user) => {
      for (const procedure of Object.keys(handoffRows)) {
        const actor = user === null ? null : world.users[user];
        const answer = await callAs(asking(actor), { procedure, input: inputOf(procedure, place) });
        expect(answer).toMatchObject({ code: 'BAD_REQUEST', happened: 'This link does not work.' });
      }
    },
  );

  test('any other connection, of this end customer too, answers like one that does not exist', async () => {
    const taking = Object.keys(handoffRows).filter((path) => definitionOf(path).inputs.length > 0);
    expect(taking).toHaveLength(4);
    const others = [...Object.entries(place.connections), ...Object.entries(foreign.connections)]
      .map(([, id]) => id)
      .filter((id) => id !== place.connections.waiting);
    for (const procedure of taking) {
      const fitting = Object(inputOf(procedure, place));
      const call = (connectionId: string) =>
        callAs(asking(holder()), { procedure, input: { ...fitting, connectionId } });
      const missing = await call(nobody);
      expect([procedure, missing.code]).toEqual([procedure, 'NOT_FOUND']);
      for (const id of others) expect(await call(id)).toEqual(missing);
    }
  });

  test('what it shows names no other connection, person, tenant above the partner or contract', async () => {
    const shown: string[] = [];
    for (const procedure of Object.keys(handoffRows)) {
      const { code, result } = await callAs(asking(holder()), {
        procedure,
        input: inputOf(procedure, place),
      });
      expect([procedure, code]).toEqual([procedure, 'allowed']);
      shown.push(JSON.stringify(result));
    }
    const told = shown.join('\n');
    const hidden = [
      ...Object.values(place.connections).filter((id) => id !== place.connections.waiting),
      ...Object.values(world.users).flatMap(({ email, identityId, membershipId }) => [
        email,
        identityId,
        membershipId,
      ]),
      ...Object.values(place.people),
      ...Object.values(world.tenants).map(({ id }) => id),
      world.tenants.distributor.name,
      world.tenants.resellerB.name,
      world.tenants.customerA2.name,
      `${world.tenants.customerA1.name} 2026`,
    ];
    expect(hidden.filter((text) => told.includes(text))).toEqual([]);
    for (const text of [world.tenants.customerA1.name, world.tenants.resellerA.name, 'acme-cur']) {
      expect(told).toContain(text);
    }
  });
});

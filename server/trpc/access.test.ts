import { beforeAll, describe, expect, test } from 'vitest';
import { ownRole, type Permission, roleAllows, roleBelow } from '@/lib/roles';
import type { UserActor } from '@/server/auth/actor';
import { actorOfSession } from '@/server/auth/session';
import type { Dialect } from '@/server/db/client';
import { disableUser } from '@/server/domain/users/manage';
import { mayBelow, mayInOwn, type Row, rows, type Seat } from '@/server/testing/access-table';
import { furnish, missingPlace, nobody, type Place } from '@/server/testing/access-world';
import { type Answer, callAs, definitionOf, isForHandoffs, procedurePaths } from '@/server/testing/calling';
import { eachDatabase } from '@/server/testing/databases';
import { fakeAws } from '@/server/testing/fake-aws';
import { forgetful } from '@/server/testing/forgetful';
import { handoffRows, publicRows } from '@/server/testing/public-table';
import { isSoaking } from '@/server/testing/scale';
import { makeWorld, type TenantKey, type UserKey, type World } from '@/server/testing/world';
import type { RequestContext } from './init';

const seats: readonly Seat[] = [
  ...(['distributor', 'reseller'] as const).flatMap((kind) =>
    (['admin', 'sales'] as const).flatMap((role) =>
      (['admin', 'sales', 'none'] as const).map((below) => ({ kind, role, below })),
    ),
  ),
  { kind: 'customer', role: 'admin', below: 'none' },
  { kind: 'customer', role: 'viewer', below: 'none' },
];

/** What a role may is code: SQLite sees every seat in every run, Postgres the Admin of each tier, and all in the soak. */
function seatsOn(dialect: Dialect): readonly Seat[] {
  if (dialect === 'sqlite' || isSoaking()) return seats;
  return seats.filter(
    ({ kind, role, below }) => role === 'admin' && (kind === 'customer' || below === 'admin'),
  );
}

function nameOf({ kind, role, below }: Seat): string {
  return kind === 'customer' ? `customer ${role}` : `${kind} ${role}, below ${below}`;
}

type Relation = 'own' | 'below' | 'foreign';

/** Where each tier is called: its own tenant, those below, and what it must not see: above, beside, elsewhere and nowhere. */
const placesOf: Record<Seat['kind'], [TenantKey | 'elsewhere' | 'missing', Relation][]> = {
  distributor: [
    ['distributor', 'own'],
    ['resellerA', 'below'],
    ['customerA1', 'below'],
    ['customerA2', 'below'],
    ['elsewhere', 'foreign'],
    ['missing', 'foreign'],
  ],
  reseller: [
    ['resellerA', 'own'],
    ['customerA1', 'below'],
    ['customerA2', 'below'],
    ['distributor', 'foreign'],
    ['customerB1', 'foreign'],
    ['missing', 'foreign'],
  ],
  customer: [
    ['customerA1', 'own'],
    ['customerA2', 'foreign'],
    ['resellerA', 'foreign'],
    ['missing', 'foreign'],
  ],
};

const people: Record<Seat['kind'], Record<'admin' | 'other', UserKey>> = {
  distributor: { admin: 'distributorAdmin', other: 'distributorSales' },
  reseller: { admin: 'resellerAdmin', other: 'resellerSales' },
  customer: { admin: 'customerAdmin', other: 'customerViewer' },
};

/** Whether the role in the own tenant or the one below holds the permission: else the answer comes before any look-up. */
function isOpenTo(row: Row, seat: Seat): boolean {
  const permission = permissionOf(row);
  return [ownRole(seat.kind, seat.role), roleBelow(seat.below)].some((role) => roleAllows(role, permission));
}

/** Of a procedure for people who are signed in, which all rows are. */
function permissionOf({ procedure }: Row): Permission {
  const { permission } = definitionOf(procedure);
  if (permission === 'public' || isForHandoffs(permission)) {
    throw new Error(`${procedure} has a row but is ${permission}`);
  }
  return permission;
}

function expected(row: Row, at: { seat: Seat; relation: Relation; word: boolean }): string {
  const { seat, relation, word } = at;
  const notFound = isOpenTo(row, seat) ? 'NOT_FOUND' : 'FORBIDDEN';
  if (relation === 'foreign') return notFound;
  const may = relation === 'own' ? mayInOwn(row, seat) : mayBelow(row, { seat, word });
  if (may) return 'allowed';
  return row.hidden === true || row.hidden === relation ? notFound : 'FORBIDDEN';
}

/** What is neither refused nor broken was allowed: the state of things may still stand against it. */
function verdict({ code }: Answer): string {
  return ['UNAUTHORIZED', 'FORBIDDEN', 'NOT_FOUND', 'INTERNAL_SERVER_ERROR'].includes(code)
    ? code
    : 'allowed';
}

describe('the table', () => {
  test('has a row for each procedure, and none for what does not exist', () => {
    const named = new Set([
      ...rows.map(({ procedure }) => procedure),
      ...Object.keys(publicRows),
      ...Object.keys(handoffRows),
    ]);
    expect([...named].sort()).toEqual([...procedurePaths].sort());
    const open = procedurePaths.filter((path) => definitionOf(path).permission === 'public');
    expect(open.sort()).toEqual(Object.keys(publicRows).sort());
    const handed = procedurePaths.filter((path) => isForHandoffs(definitionOf(path).permission));
    expect(handed.sort()).toEqual(Object.keys(handoffRows).sort());
  });

  test('says of each role what lib/roles.ts says', () => {
    const wrong: string[] = [];
    for (const row of rows) {
      const permission = permissionOf(row);
      for (const seat of seats) {
        const byOwn = roleAllows(ownRole(seat.kind, seat.role), permission);
        const byBelow = roleAllows(roleBelow(seat.below), permission);
        const allowed = {
          own: byOwn,
          below: row.below?.startsWith('own admins') ? byOwn || byBelow : byBelow,
        };
        const may = { own: mayInOwn(row, seat), below: mayBelow(row, { seat, word: true }) };
        const isPartner = seat.kind !== 'customer';
        const differs = may.own !== allowed.own && (may.own || !row.narrower);
        if (differs && (!row.only || row.only === seat.kind)) wrong.push(`${row.procedure}: ${nameOf(seat)}`);
        if (isPartner && row.below && may.below && !allowed.below) {
          wrong.push(`${row.procedure}: ${nameOf(seat)}, in a tenant below`);
        }
        if (isPartner && row.below && !may.below && byBelow && !row.narrower) {
          wrong.push(`${row.procedure}: ${nameOf(seat)}, refused in a tenant below`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

eachDatabase((open, dialect) => {
  let world: World;
  let places: Record<TenantKey | 'elsewhere' | 'missing', Place>;

  beforeAll(async () => {
    const database = await open();
    world = await makeWorld(database, {
      aws: fakeAws(),
      settings: { templateBaseUrl: 'https://templates.s3.amazonaws.com' },
    });
    const another = await makeWorld(database);
    const keys: TenantKey[] = [
      'distributor',
      'resellerA',
      'resellerB',
      'customerA1',
      'customerA2',
      'customerB1',
    ];
    const furnished: Partial<Record<TenantKey, Place>> = {};
    for (const key of keys) furnished[key] = await furnish(world, key);
    await database.kysely
      .updateTable('tenants')
      .set({ partner_may_confirm: 1 })
      .where('id', '=', world.tenants.customerA2.id)
      .execute();
    places = {
      ...(furnished as Record<TenantKey, Place>), // the loop above went through every key
      elsewhere: await furnish(another, 'customerA1'),
      missing: missingPlace,
    };
  });

  function actorOf(seat: Seat): UserActor {
    const key = people[seat.kind][seat.role === 'admin' ? 'admin' : 'other'];
    return { ...world.users[key], role: seat.role, belowRole: seat.below };
  }

  /** As the person, or as nobody; nothing that is done stays. */
  function asking(actor: UserActor | null): RequestContext {
    const { actor: _, ...base } = world.ctxFor('distributorAdmin');
    return { base: { ...base, db: forgetful(world.database) }, actor, address: 'direct' };
  }

  function callIn(place: Place, by: { row: Row; actor: UserActor | null }): Promise<Answer> {
    const at = {
      ...place,
      asking: by.actor?.membershipId ?? nobody,
      parentId: world.tenants.resellerA.id,
    };
    return callAs(asking(by.actor), { procedure: by.row.procedure, input: by.row.input?.(at) });
  }

  describe.each(seatsOn(dialect).map((seat) => ({ seat, name: nameOf(seat) })))('$name', ({ seat }) => {
    test('may do in the own tenant and below exactly what the table says', async () => {
      const wrong: string[] = [];
      for (const row of rows) {
        for (const [key, relation] of placesOf[seat.kind]) {
          const place = places[key];
          if (relation === 'foreign' || (relation === 'below' && !row.below)) continue;
          if (row.only && row.only !== place.kind) continue;
          // The second end customer differs in one thing: it gave its word.
          if (key === 'customerA2' && row.below !== 'admins with its word') continue;
          const wanted = expected(row, { seat, relation, word: key === 'customerA2' });
          const newcomerId = relation === 'own' ? place.tenantId : place.newcomerId;
          const answer = await callIn({ ...place, newcomerId }, { row, actor: actorOf(seat) });
          if (verdict(answer) !== wanted) {
            wrong.push(
              `${row.procedure} in ${key}: ${wanted} wanted, ${answer.code} got (${answer.happened})`,
            );
          }
        }
      }
      expect(wrong).toEqual([]);
    }, 180_000);

    test('gets for an id from above, beside or elsewhere the answer of an id that does not exist', async () => {
      const wrong: string[] = [];
      for (const row of rows.filter(({ below }) => below)) {
        const answers = new Map<string, Answer>();
        for (const [key, relation] of placesOf[seat.kind]) {
          if (relation !== 'foreign' || (row.only && row.only !== places[key].kind)) continue;
          answers.set(key, await callIn(places[key], { row, actor: actorOf(seat) }));
        }
        const wanted = expected(row, { seat, relation: 'foreign', word: true });
        const missing = JSON.stringify(answers.get('missing'));
        for (const [key, answer] of answers) {
          if (answer.code !== wanted || JSON.stringify(answer) !== missing) {
            wrong.push(`${row.procedure} in ${key}: ${wanted} wanted, ${JSON.stringify(answer)} got`);
          }
        }
      }
      expect(wrong).toEqual([]);
    }, 180_000);
  });

  test('signed out, everything but the public procedures is refused', async () => {
    const codes = new Map<string, string>();
    for (const row of rows)
      codes.set(row.procedure, (await callIn(places.customerA1, { row, actor: null })).code);
    expect([...codes].filter(([, code]) => code !== 'UNAUTHORIZED')).toEqual([]);
  });

  test.each([null, 'customerViewer', 'distributorAdmin'] as const)(
    'the public procedures answer %s alike',
    async (user) => {
      const answers: Record<string, string> = {};
      for (const [procedure, { input }] of Object.entries(publicRows)) {
        const context = asking(user === null ? null : world.users[user]);
        answers[procedure] = (await callAs(context, { procedure, input })).code;
      }
      const wanted = Object.entries(publicRows).map(([procedure, { answer }]) => [procedure, answer]);
      expect(answers).toEqual(Object.fromEntries(wanted));
    },
  );

  test('a session of a disabled member admits to nothing', async () => {
    const { membershipId, sessionId } = world.users.distributorAdminBelowSales;
    const deps = { db: world.database, now: world.clock.now };
    expect(await actorOfSession(deps, sessionId)).toMatchObject({ membershipId });
    await disableUser(world.ctxFor('distributorAdmin'), { membershipId });
    const actor = await actorOfSession(deps, sessionId);
    expect(actor).toBeNull();
    const codes = new Set<string>();
    for (const row of rows) codes.add((await callIn(places.distributor, { row, actor })).code);
    expect([...codes]).toEqual(['UNAUTHORIZED']);
  });

  test('only a distributor’s Admin adds a reseller, and nobody under a parent that is not theirs', async () => {
    const add = async (seat: Seat, parent: { kind: string; parentId: string }) => {
      const input = { ...parent, name: 'Polar Print', domain: 'polar.example' };
      const answer = await callAs(asking(actorOf(seat)), { procedure: 'customers.add', input });
      return { code: answer.code, happened: answer.happened };
    };
    for (const seat of seats) {
      const reseller = { kind: 'reseller', parentId: world.tenants.distributor.id };
      const isTheirs = seat.kind === 'distributor' && seat.role === 'admin';
      expect((await add(seat, reseller)).code).toBe(isTheirs ? 'allowed' : 'FORBIDDEN');
      const missing = await add(seat, { kind: 'customer', parentId: nobody });
      const above = seat.kind === 'distributor' ? places.elsewhere.parentId : world.tenants.resellerB.id;
      expect(await add(seat, { kind: 'customer', parentId: above })).toEqual(missing);
      expect(missing.code).toBe(
        seat.role === 'admin' && seat.kind !== 'customer' ? 'BAD_REQUEST' : 'FORBIDDEN',
      );
    }
  });

  test('with No access below, no list tells of connections, mails or activities below; else all of one’s own branch', async () => {
    const lists = ['connections.list', 'activity.list', 'outbox.list'];
    for (const seat of seats.filter(({ role }) => role === 'admin')) {
      for (const procedure of lists) {
        const { code, result } = await callAs(asking(actorOf(seat)), { procedure, input: {} });
        expect(code).toBe('allowed');
        const told = JSON.stringify(result);
        const reads = seat.kind === 'customer' || seat.below !== 'none';
        expect([procedure, nameOf(seat), told.includes(places.customerA1.tenantId)]).toEqual([
          procedure,
          nameOf(seat),
          reads,
        ]);
        for (const key of ['elsewhere', 'customerB1'] as const) {
          const isTheirs = key === 'customerB1' && seat.kind === 'distributor' && reads;
          expect(told.includes(places[key].tenantId)).toBe(isTheirs);
        }
      }
    }
  });

  test('nobody takes the place of another person by switching', async () => {
    for (const seat of seats) {
      const call = (membershipId: string) =>
        callAs(asking(actorOf(seat)), { procedure: 'sessions.switchTenant', input: { membershipId } });
      const missing = await call(nobody);
      expect(missing.code).toBe('NOT_FOUND');
      expect(await call(world.users.customerBAdmin.membershipId)).toEqual(missing);
      expect(await call(world.users.resellerAdminBelowSales.membershipId)).toEqual(missing);
    }
  });
});

import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { furnish, holderOf, type Place } from '@/server/testing/access-world';
import { callAs, definitionOf, procedurePaths } from '@/server/testing/calling';
import { eachDatabase } from '@/server/testing/databases';
import { fakeAws } from '@/server/testing/fake-aws';
import { fittingInputs } from '@/server/testing/fitting-inputs';
import { forgetful } from '@/server/testing/forgetful';
import { handoffRows } from '@/server/testing/public-table';
import { makeWorld, type World } from '@/server/testing/world';
import type { RequestContext } from './init';

/** Names under which an external ID could be slipped in. */
const smuggled = [
  'externalId',
  'external_id',
  'ExternalId',
  'sts:ExternalId',
  'externalid',
  'param_ExternalId',
];

/** Ids that no link of ours carries: wrong kinds, wrong lengths, and what means something to other programs. */
const noIds: unknown[] = [
  '',
  'x'.repeat(65),
  '%00',
  "' or 1=1 --",
  'a\u0000b',
  '\ud800',
  '00000000-0000-4000-8000-00000000000Z',
  12,
  true,
  null,
  [],
  {},
  { $ne: '' },
  ['00000000-0000-4000-8000-000000000001'],
];

const noVersions: unknown[] = [-1, 1.5, 'x', '2147483648', 2 ** 53, Number.NaN, {}, null];

/** A text that Postgres cannot hold. */
const nul = 'a\u0000b';

type Input = Record<string, unknown>;

type Slip = { field: string; key: string; value: string };

/** The places of a payload where a value could be slipped in: beside the fields, inside of one, in the prototype, in a text. */
const slips: ((input: Input, slip: Slip) => unknown)[] = [
  (input, { key, value }) => ({ ...input, [key]: value }),
  (input, { field, key, value }) => ({ ...input, [field]: { [key]: value } }),
  (input, { field, key, value }) => ({ ...input, [field]: [input[field], { [key]: value }] }),
  (input, { key, value }) => JSON.parse(`{"__proto__":${JSON.stringify({ ...input, [key]: value })}}`),
  (input, { key, value }) => ({ ...input, constructor: { prototype: { [key]: value } } }),
  (input, { field, key, value }) => ({ ...input, [field]: `${input[field]}&${key}=${value}` }),
  (input, { field, key, value }) => ({ ...input, [`${field}[${key}]`]: value, [`${field}.${key}`]: value }),
  (input, { key, value }) => [input, { [key]: value }],
  (input, { key, value }) => JSON.stringify({ ...input, [key]: value }),
];

eachDatabase((open) => {
  let world: World;
  let place: Place;

  beforeAll(async () => {
    world = await makeWorld(await open(), { aws: fakeAws() });
    place = await furnish(world, 'customerA1');
    await world.database.kysely.updateTable('tenants').set({ partner_may_confirm: 1 }).execute();
  });

  /** The distributor's Admin may do all of it but what is an end customer's own; nothing stays. */
  function asking(procedure: string): RequestContext {
    const isOwn = procedure === 'settings.setPartnerMayConfirm';
    const { actor, ...base } = world.ctxFor(isOwn ? 'customerAdmin' : 'distributorAdmin');
    const isHanded = Object.hasOwn(handoffRows, procedure);
    return {
      base: { ...base, db: forgetful(world.database) },
      actor: isHanded ? holderOf(place, world.tenants.customerA1) : actor,
      address: 'direct',
    };
  }

  const call = (procedure: string, input: unknown) => callAs(asking(procedure), { procedure, input });

  const fitting = (of: Place = { ...place, parentId: world.tenants.resellerA.id }) =>
    fittingInputs({ ...of, asking: world.users.distributorAdmin.membershipId });

  test('every procedure with an input is among them', () => {
    const taking = procedurePaths.filter((path) => definitionOf(path).inputs.length > 0);
    const named = new Set(fitting().map(({ procedure }) => procedure));
    expect(taking.filter((path) => !named.has(path))).toEqual([]);
  });

  test('an unknown key is refused by each, before anything else is asked', async () => {
    const codes: Record<string, string> = {};
    for (const { procedure, input } of fitting()) {
      codes[procedure] = (await call(procedure, { ...input, unheardOf: 'x' })).code;
    }
    expect(Object.entries(codes).filter(([, code]) => code !== 'BAD_REQUEST')).toEqual([]);
  });

  test('no procedure knows an input for an external ID', () => {
    for (const path of procedurePaths) {
      for (const schema of definitionOf(path).inputs) {
        if (!(schema instanceof z.ZodType)) throw new Error(`${path} has an input that is no zod schema`);
        const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
        expect(JSON.stringify(shape)).not.toMatch(/external/i);
      }
    }
  });

  test('1,000 payloads with an external ID slipped in at any place: none is stored, whatever is answered', async () => {
    // A world of its own, in which everything stays that a payload brings about.
    const settings = { templateBaseUrl: 'https://templates.s3.amazonaws.com' };
    const other = await makeWorld(world.database, { aws: fakeAws(), settings });
    const there = await furnish(other, 'customerA1');
    const { actor, ...base } = other.ctxFor('distributorAdmin');
    const read = () =>
      world.database.kysely
        .selectFrom('connections')
        .select(['id', 'external_id', 'next_external_id', 'link_url'])
        .orderBy('created_at')
        .execute();
    const before = new Map((await read()).map(({ id, external_id }) => [id, external_id]));
    const takers = fitting({ ...there, parentId: other.tenants.resellerA.id });
    const answers: Record<string, number> = {};
    for (let payload = 0; payload < 1_000; payload += 1) {
      const { procedure, input } = takers[payload % takers.length] ?? { procedure: '', input: {} };
      const key = smuggled[payload % smuggled.length] ?? '';
      const slip = slips[Math.floor(payload / takers.length) % slips.length];
      const fields = Object.keys(input);
      const field = fields[payload % Math.max(1, fields.length)] ?? key;
      const slipped = slip?.(input, { field, key, value: `chosen-by-somebody-${payload}-of-the-customers` });
      const { code } = await callAs({ base, actor, address: 'direct' }, { procedure, input: slipped });
      answers[code] = (answers[code] ?? 0) + 1;
    }
    expect(answers.INTERNAL_SERVER_ERROR).toBeUndefined();
    expect(answers.BAD_REQUEST).toBeGreaterThan(700);
    // A link that is made after all that still carries its own.
    const input = { connectionId: there.connections.ready, version: 1 };
    const opened = await callAs(
      { base, actor, address: 'direct' },
      { procedure: 'connections.openStack', input },
    );
    expect(opened.code).toBe('allowed');
    const after = await read();
    const values = after.flatMap(({ external_id, next_external_id: next }) =>
      [external_id, next ?? []].flat(),
    );
    expect(values.filter((value) => /chosen|somebody/.test(value))).toEqual([]);
    for (const value of values) expect(value).toMatch(/^[\w-]{43}$/);
    expect(after.some(({ link_url }) => link_url !== null)).toBe(true);
    for (const { id, external_id, next_external_id, link_url } of after) {
      expect(external_id).toBe(before.get(id) ?? external_id);
      expect(external_id).toMatch(/^[\w-]{43}$/);
      if (link_url) expect(link_url).toContain(`param_ExternalId=${next_external_id ?? external_id}&`);
    }
  }, 180_000);

  /** Replaces one field by each of the values in turn, and tells which were taken or brought a bug to light. */
  async function refusedWith(
    field: RegExp,
    values: readonly unknown[],
    refusals: readonly string[],
  ): Promise<string[]> {
    const wrong: string[] = [];
    for (const { procedure, input } of fitting()) {
      for (const key of Object.keys(input).filter((name) => field.test(name))) {
        for (const value of values) {
          const { code } = await call(procedure, { ...input, [key]: value });
          if (!refusals.includes(code))
            wrong.push(`${procedure} with ${key} ${JSON.stringify(value)}: ${code}`);
        }
      }
    }
    return wrong;
  }

  test('a malformed id is a bad request or not found, never a fault of ours and never taken', async () => {
    const ids = /^(tenant|connection|contract|membership|mail|parent|handoff|proposal|help)Id$/;
    expect(await refusedWith(ids, noIds, ['BAD_REQUEST', 'NOT_FOUND'])).toEqual([]);
  }, 180_000);

  test('a malformed version is a bad request or out of date, never a fault of ours and never taken', async () => {
    const wrong = await refusedWith(/^version$/, noVersions, ['BAD_REQUEST', 'CONFLICT']);
    // These answer with what stands, whatever the form was drawn from.
    expect(
      wrong.filter((line) => !/^(reports\.validate|connections\.checkNow|insights\.check) /.test(line)),
    ).toEqual([]);
  });

  test('a text with a character that cannot be stored is refused, never a fault of ours', async () => {
    const texts =
      /^(name|domain|email|firstName|lastName|accountId|bucket|root|notes|reason|after|currentPassword|timeZone)$/;
    const answers = ['BAD_REQUEST', 'CONFLICT'];
    expect(await refusedWith(texts, [nul], answers)).toEqual([]);
    const more = [
      [
        'contracts.create',
        {
          tenantId: place.tenantId,
          name: 'x',
          startDate: '2026-01-01',
          timeZone: 'Europe/Oslo',
          renewal: 'auto',
          notes: nul,
        },
      ],
      ['contracts.list', { after: `${nul}|${nul}` }],
      ['contracts.cancel', { contractId: place.contractId, version: 1, reason: nul }],
      ['activity.list', { after: `${nul}|${nul}` }],
      ['outbox.list', { after: `${nul}|${nul}` }],
      ['customers.list', { name: nul }],
      ['connections.confirm', { connectionId: place.connections.valid, version: 1, root: nul }],
    ] as const;
    const bugs: string[] = [];
    for (const [procedure, input] of more) {
      const { code } = await call(procedure, input);
      if (!answers.includes(code)) bugs.push(`${procedure}: ${code}`);
    }
    expect(bugs).toEqual([]);
  });
});

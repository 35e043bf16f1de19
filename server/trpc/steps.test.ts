import { beforeAll, describe, expect, test } from 'vitest';
import { withScope } from '@/server/db/scope';
import { connect, furnish, type Place } from '@/server/testing/access-world';
import { type Answer, callAs } from '@/server/testing/calling';
import { eachDatabase } from '@/server/testing/databases';
import { fakeAws } from '@/server/testing/fake-aws';
import { forgetful } from '@/server/testing/forgetful';
import { makeWorld, type UserKey, type World } from '@/server/testing/world';

type Key = keyof Place['connections'];

const order = ['review', 'account', 'report', 'stack', 'validate', 'insights'] as const;
type Step = (typeof order)[number];

/** The step that is due at each point of the way, by product.md section 5. */
const due: Record<Exclude<Key, 'insights'>, Step> = {
  fresh: 'review',
  reviewed: 'account',
  typed: 'report',
  ready: 'stack',
  waiting: 'stack',
  valid: 'validate',
  confirmed: 'insights',
};

/** What belongs to which step; Insights opens early, with the proof of the IAM role. */
const byStep: { procedure: string; step: Step; more?: Record<string, unknown>; opens?: Key }[] = [
  { procedure: 'connections.setAccount', step: 'account', more: { accountId: '600000000001' } },
  { procedure: 'connections.setReport', step: 'report', more: { bucket: 'acme-cur' } },
  { procedure: 'connections.createReport', step: 'report' },
  { procedure: 'connections.openStack', step: 'stack' },
  { procedure: 'connections.tryAgain', step: 'stack' },
  { procedure: 'connections.confirm', step: 'validate' },
  { procedure: 'connections.autoConfirm', step: 'validate' },
  { procedure: 'connections.changeCur', step: 'validate', more: { root: 'cur/acme/' } },
  { procedure: 'connections.complete', step: 'insights', opens: 'valid' },
];

/** Forms that two people send at once, each of them fit: what it is about is made anew for each database. */
const forms: { procedure: string; input: (at: Place) => Record<string, unknown> }[] = [
  { procedure: 'connections.review', input: (at) => ({ ...form(at, 'fresh'), billingTransfer: 'no' }) },
  {
    procedure: 'connections.setAccount',
    input: (at) => ({ ...form(at, 'reviewed'), accountId: '600000000001' }),
  },
  { procedure: 'connections.setReport', input: (at) => ({ ...form(at, 'typed'), bucket: 'acme-cur' }) },
  { procedure: 'connections.createReport', input: (at) => form(at, 'typed') },
  { procedure: 'connections.tryAgain', input: (at) => form(at, 'waiting') },
  { procedure: 'connections.goBack', input: (at) => ({ ...form(at, 'valid'), step: 'report' }) },
  { procedure: 'connections.confirm', input: (at) => form(at, 'valid') },
  { procedure: 'connections.autoConfirm', input: (at) => ({ ...form(at, 'valid'), autoConfirm: 'yes' }) },
  { procedure: 'connections.changeCur', input: (at) => ({ ...form(at, 'valid'), root: 'cur/acme/' }) },
  { procedure: 'connections.complete', input: (at) => form(at, 'confirmed') },
  { procedure: 'insights.setWanted', input: (at) => ({ ...form(at, 'insights'), wanted: 'security_hub' }) },
];

function form(at: Place, key: Key) {
  return { connectionId: at.connections[key], version: 1 };
}

eachDatabase((open) => {
  let world: World;
  let place: Place;
  beforeAll(async () => {
    world = await makeWorld(await open(), { aws: fakeAws() });
    place = await furnish(world, 'customerA1');
    await world.database.kysely.updateTable('tenants').set({ partner_may_confirm: 1 }).execute();
  });

  function call(user: UserKey, of: { procedure: string; input: unknown; stays?: boolean }): Promise<Answer> {
    const { actor, ...base } = world.ctxFor(user);
    const db = of.stays ? world.database : forgetful(world.database);
    return callAs({ base: { ...base, db }, actor, address: 'direct' }, of);
  }

  /** Connections of their own for one test. */
  async function freshPlace(): Promise<Place> {
    const tenant = world.tenants.customerA1;
    const connections = await withScope(world.systemCtx(), (tx) => connect(tx, { world, tenant }));
    return { ...place, connections };
  }

  describe.each(Object.entries(due))('at %s', (key, step) => {
    const connectionId = () => place.connections[key as Key]; // a key of `due`

    test(`a page of a later step answers with ${step}`, async () => {
      for (const wanted of order) {
        const input = { connectionId: connectionId(), step: wanted };
        const answer = await call('customerViewer', { procedure: 'connections.get', input });
        const isOpen =
          order.indexOf(wanted) <= order.indexOf(step) || (wanted === 'insights' && key === 'valid');
        expect([wanted, answer.code]).toEqual([wanted, isOpen ? 'allowed' : 'PRECONDITION_FAILED']);
        if (!isOpen) expect(answer.goTo).toBe(`/connections/${connectionId()}/${step}`);
      }
    });

    test(`a procedure of a later step answers with ${step} and changes nothing`, async () => {
      for (const { procedure, step: belongs, more, opens } of byStep) {
        if (order.indexOf(belongs) <= order.indexOf(step) || opens === key) continue;
        const input = { connectionId: connectionId(), version: 1, ...more };
        const answer = await call('customerAdmin', { procedure, input, stays: true });
        expect([procedure, answer.code, answer.goTo]).toEqual([
          procedure,
          'PRECONDITION_FAILED',
          `/connections/${connectionId()}/${step}`,
        ]);
      }
      const read = await world.database.kysely
        .selectFrom('connections')
        .select(['version', 'edited_at'])
        .where('id', '=', connectionId())
        .executeTakeFirst();
      expect(read).toEqual({ version: 1, edited_at: null });
    });
  });

  test.each(['setAccount', 'setReport', 'createReport', 'review'])(
    '%s after its step is done says to go back first',
    async (name) => {
      const more = {
        setAccount: { accountId: '600000000001' },
        setReport: { bucket: 'acme-cur' },
        createReport: {},
        review: { billingTransfer: 'no' },
      };
      const input = { ...form(place, 'valid'), ...more[name as keyof typeof more] }; // the names above
      const answer = await call('customerAdmin', { procedure: `connections.${name}`, input });
      expect(answer).toMatchObject({
        code: 'PRECONDITION_FAILED',
        goTo: `/connections/${place.connections.valid}/validate`,
      });
    },
  );

  test.each(forms)(
    '$procedure by two people at once: one is saved, the other learns who and what',
    async (one) => {
      const at = await freshPlace();
      const send = (user: UserKey) =>
        call(user, { procedure: one.procedure, input: one.input(at), stays: true });
      const answers = await Promise.all([send('customerAdmin'), send('resellerAdmin')]);
      expect(answers.map(({ code }) => code).toSorted()).toEqual(['CONFLICT', 'allowed']);
      const lost = answers.find(({ code }) => code === 'CONFLICT');
      const winner = answers[0]?.code === 'allowed' ? 'customerAdmin' : 'resellerAdmin';
      expect(lost?.happened).toMatch(new RegExp(`^${winner} Example `));
    },
  );

  test.each(forms)('$procedure pressed twice is saved once', async (one) => {
    const at = await freshPlace();
    const input = one.input(at);
    const press = () => call('customerAdmin', { procedure: one.procedure, input, stays: true });
    expect((await press()).code).toBe('allowed');
    expect((await press()).code).toMatch(/^(CONFLICT|PRECONDITION_FAILED|allowed)$/);
    const saved = await world.database.kysely
      .selectFrom('connections')
      .select('version')
      .where('id', '=', String(input.connectionId))
      .executeTakeFirst();
    expect(saved?.version).toBe(2);
  });

  test('what makes something new makes it once when it is pressed twice at once', async () => {
    const person = {
      email: 'twice@polar.example',
      firstName: 'Ida',
      lastName: 'Berg',
      jobFunction: 'Founder',
    };
    const makers = [
      [
        'customers.add',
        { kind: 'customer', parentId: world.tenants.resellerA.id, name: 'Twice', domain: 'twice.example' },
      ],
      ['users.invite', { tenantId: place.tenantId, ...person, role: 'viewer' }],
      ['users.cancel', { membershipId: place.people.invited }],
      ['contracts.cancel', { contractId: place.contractId, version: 1 }],
    ] as const;
    for (const [procedure, input] of makers) {
      const press = () => call('distributorAdmin', { procedure, input, stays: true });
      const answers = await Promise.all([press(), press()]);
      expect([procedure, ...answers.map(({ code }) => code).toSorted()]).toEqual([
        procedure,
        'CONFLICT',
        'allowed',
      ]);
    }
    const link = () =>
      call('customerAdmin', {
        procedure: 'insights.link',
        input: { accountId: '600000000055', wanted: 'security_hub' },
        stays: true,
      });
    const [one, two] = await Promise.all([link(), link()]);
    expect(one).toMatchObject({ code: 'allowed' });
    expect(one?.result).toEqual(two?.result);
  });
});

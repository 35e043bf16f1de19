import { beforeAll, expect, test } from 'vitest';
import { PolicyArn } from '@/lib/aws-ids';
import { AccountForm, ReportForm } from '@/lib/connections';
import { withScope } from '@/server/db/scope';
import { newSecret } from '@/server/deps';
import { AppError } from '@/server/errors';
import { rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { fakeAws } from '@/server/testing/fake-aws';
import { makeWorld, type World } from '@/server/testing/world';
import { setAccount } from './account';
import { goBack } from './back';
import { disconnect } from './disconnect';
import { getConnection } from './get';
import { openStack } from './open-stack';
import { setReport } from './report';
import { reviewConnection } from './review';
import { startConnection } from './start';
import { templateDownload } from './template';
import { tryAgain } from './try-again';

const SEQUENCES = 50;
const STEPS = 6;

test('an external ID is 32 random bytes, in characters that AWS takes', () => {
  const made = Array.from({ length: 1_000 }, newSecret);
  for (const secret of made) {
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(secret).toMatch(/^[\w+=,.@:/-]{2,1224}$/);
  }
  expect(new Set(made).size).toBe(1_000);
  // Every bit is sometimes set and sometimes not.
  const bytes = made.map((secret) => Buffer.from(secret, 'base64url'));
  const set = (bit: number) => bytes.filter((one) => ((one[bit >> 3] ?? 0) >> (bit & 7)) & 1).length;
  for (let bit = 0; bit < 256; bit += 1) expect(Math.abs(set(bit) - 500)).toBeLessThan(150);
});

/** A repeatable stream of whole numbers below `limit` (Lehmer's generator). */
function numbersFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
}

eachDatabase((open) => {
  let world: World;
  const seen = new Set<string>();
  beforeAll(async () => {
    world = await makeWorld(await open(), { aws: fakeAws() });
  });

  /** Everything that a person can press, at whatever moment; what the moment does not allow is refused. */
  const acts = [
    async (connectionId: string, version: number) =>
      reviewConnection(world.ctxFor('customerAdmin'), { connectionId, version, billingTransfer: 'no' }),
    async (connectionId: string, version: number) =>
      setAccount(
        world.ctxFor('resellerAdmin'),
        AccountForm.parse({ connectionId, version, accountId: String(700000000000 + version) }),
      ),
    async (connectionId: string, version: number) =>
      setReport(
        world.ctxFor('customerAdmin'),
        ReportForm.parse({ connectionId, version, bucket: `acme-cur-${version}` }),
      ),
    async (connectionId: string, version: number) =>
      openStack(world.ctxFor('customerAdmin'), { connectionId, version }),
    async (connectionId: string, version: number) =>
      tryAgain(world.ctxFor('distributorAdmin'), { connectionId, version }),
    async (connectionId: string, version: number) =>
      goBack(world.ctxFor('customerAdmin'), { connectionId, version, step: 'report' }),
    async (connectionId: string) => getConnection(world.ctxFor('customerViewer'), { connectionId }),
    async () => startConnection(world.ctxFor('customerAdmin'), {}),
    // Whatever creates the stack holds the one value, once.
    async (connectionId: string) => {
      for (const as of ['template', 'cloudshell', 'terraform'] as const) {
        for (const boundary of [undefined, PolicyArn.parse('arn:aws:iam::aws:policy/PowerUserAccess')]) {
          const ctx = world.ctxFor('resellerAdmin');
          const { body } = await templateDownload(ctx, { connectionId, as, boundary });
          const { external_id } = await rowOf(world.systemCtx(), connectionId);
          const others = [...seen].filter((other) => other !== external_id && body.includes(other));
          expect([body.includes(external_id), others]).toEqual([true, []]);
        }
      }
    },
  ];

  async function press(act: (typeof acts)[number], connectionId: string): Promise<boolean> {
    const { version, external_id } = await rowOf(world.systemCtx(), connectionId);
    seen.add(external_id);
    try {
      await act(connectionId, version);
      return true;
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  }

  test(`${SEQUENCES} ways of leaving, coming back and trying again: one external ID each, all different`, async () => {
    const given = new Set<string>();
    let pressed = 0;
    for (let sequence = 1; sequence <= SEQUENCES; sequence += 1) {
      const pick = numbersFrom(sequence);
      const { id } = await startConnection(world.ctxFor('customerAdmin'), {});
      const { external_id } = await rowOf(world.systemCtx(), id);
      // The way there first, so that every sequence reaches the stack; then at random.
      for (const act of acts.slice(0, 4)) await press(act, id);
      for (let step = 0; step < STEPS; step += 1) {
        const act = acts[pick(acts.length)];
        if (act && (await press(act, id))) pressed += 1;
      }
      expect((await rowOf(world.systemCtx(), id)).external_id).toBe(external_id);
      given.add(external_id);
      world.clock.advance({ minutes: 1 });
    }
    expect(given.size).toBe(SEQUENCES);
    expect(seen).toEqual(given);
    expect(pressed).toBeGreaterThan(SEQUENCES);
    // 32 random bytes are 43 characters of base64url, and AWS takes these characters.
    for (const externalId of given) expect(externalId).toMatch(/^[\w-]{43,}$/);
  }, 180_000);

  test('one of a connection that ended is never used again, and stays taken', async () => {
    const ctx = world.ctxFor('customerAdmin');
    const given = new Set<string>();
    for (let round = 0; round < 5; round += 1) {
      const { id: connectionId } = await startConnection(ctx, {});
      for (const act of acts.slice(0, 4)) await press(act, connectionId);
      const { version, external_id } = await rowOf(world.systemCtx(), connectionId);
      expect(given.has(external_id)).toBe(false);
      given.add(external_id);
      await disconnect(ctx, { connectionId, version, data: 'delete' });
      const ended = await rowOf(world.systemCtx(), connectionId);
      expect(ended).toMatchObject({ state: 'disconnected', external_id });
      const { id: next } = await startConnection(ctx, {});
      const taken = withScope(world.systemCtx(), (tx) =>
        tx.updateTable('connections').set({ external_id }).where('id', '=', next).execute(),
      );
      await expect(taken).rejects.toThrow('external_id_fixed');
    }
    expect(given.size).toBe(5);
  });

  test('the database takes no external ID twice', async () => {
    const { id } = await startConnection(world.ctxFor('customerBAdmin'), {});
    const taken = await rowOf(world.systemCtx(), id);
    const again = withScope(world.systemCtx(), (tx) =>
      tx
        .insertInto('connections')
        .values({ ...taken, id: world.newId() })
        .execute(),
    );
    await expect(again).rejects.toThrow(/unique/i);
  });
});

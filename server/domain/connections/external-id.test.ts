import { beforeAll, expect, test } from 'vitest';
import { AccountForm, ReportForm } from '@/lib/connections';
import { withScope } from '@/server/db/scope';
import { AppError } from '@/server/errors';
import { rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { fakeAws } from '@/server/testing/fake-aws';
import { times } from '@/server/testing/scale';
import { makeWorld, type World } from '@/server/testing/world';
import { setAccount } from './account';
import { goBack } from './back';
import { getConnection } from './get';
import { openStack } from './open-stack';
import { setReport } from './report';
import { reviewConnection } from './review';
import { startConnection } from './start';
import { tryAgain } from './try-again';

const SEQUENCES = times({ test: 10, soak: 50 });
const STEPS = 6;

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

  test('the database takes no external ID twice', async () => {
    const one = await startConnection(world.ctxFor('customerBAdmin'), {});
    const { external_id } = await rowOf(world.systemCtx(), one.id);
    const another = await startConnection(world.ctxFor('customerAdmin'), {});
    const again = withScope(world.systemCtx(), (tx) =>
      tx.updateTable('connections').set({ external_id }).where('id', '=', another.id).execute(),
    );
    await expect(again).rejects.toThrow(/unique|UNIQUE/);
  });
});

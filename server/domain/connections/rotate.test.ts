import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { withScope } from '@/server/db/scope';
import { AppError } from '@/server/errors';
import { rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { type FakeAws, fakeAws, stackOf } from '@/server/testing/fake-aws';
import { times } from '@/server/testing/scale';
import { verifiedConnection } from '@/server/testing/validating';
import { makeWorld, type World } from '@/server/testing/world';
import { lookAtRole } from '../reports/look-at-reports';
import { goBack } from './back';
import { disconnect } from './disconnect';
import { cancelRotation, startRotation } from './rotate';
import { lookAtUpdate } from './update-look';

const RUNS = times({ test: 12, soak: 200 });
const COMMANDS = 20;

const commands = [
  'start',
  'cancel',
  'the stack takes the next one',
  'the update is done',
  'the update is rolled back',
  'both are trusted',
  'one is trusted again',
  'IAM is behind',
  'IAM has caught up',
  'look',
  'look while it is cancelled',
  'look while it is started',
] as const;
type Command = (typeof commands)[number];

eachDatabase((open) => {
  let world: World;
  let aws: FakeAws;
  let accounts = 0;
  beforeAll(async () => {
    aws = fakeAws();
    world = await makeWorld(await open(), {
      aws,
      settings: { templateBaseUrl: 'https://templates.s3.amazonaws.com' },
    });
  });
  const row = (id: string) => rowOf(world.systemCtx(), id);
  const admin = () => world.ctxFor('customerAdmin');
  const verified = async () => {
    accounts += 1;
    const accountId = String(410000000000 + accounts);
    const id = await verifiedConnection({ world, aws }, accountId);
    aws.account(accountId).trusts = [(await row(id)).external_id];
    return { id, at: aws.account(accountId) };
  };
  const start = async (id: string) =>
    startRotation(admin(), { connectionId: id, version: (await row(id)).version });
  const cancel = async (id: string) =>
    cancelRotation(admin(), { connectionId: id, version: (await row(id)).version });
  async function look(id: string): Promise<void> {
    world.clock.advance(3_000);
    const at = world.clock.now().toISOString();
    await withScope(world.systemCtx(), (tx) =>
      tx
        .updateTable('connections')
        .set({ update_since: at, next_update_look_at: at })
        .where('id', '=', id)
        .execute(),
    );
    await lookAtUpdate(world.systemCtx(), { connectionId: id });
  }

  test('the stack takes the next value over: it ends only with every proof, and the one of before is dropped', async () => {
    const { id, at } = await verified();
    const before = await row(id);
    await start(id);
    const begun = await row(id);
    expect(begun).toMatchObject({ state: before.state, external_id: before.external_id });
    expect(begun.next_external_id).toMatch(/^[\w-]{43}$/);
    expect(begun.next_update_look_at).not.toBeNull();
    // A link that creates it anew carries the one value that it is to have.
    expect(begun.link_url).toContain(`param_ExternalId=${begun.next_external_id}&`);
    expect(begun.link_url).not.toContain(before.external_id);
    await look(id);
    expect(await row(id)).toMatchObject({ external_id: before.external_id, rotation_seen_at: null });
    const next = begun.next_external_id ?? '';
    at.trusts = [next];
    at.spread = [next, before.external_id];
    await look(id);
    const seen = await row(id);
    expect(seen).toMatchObject({ external_id: before.external_id, next_external_id: next });
    expect(seen.rotation_seen_at).not.toBeNull();
    at.spread = null;
    // Every proof is there, and what comes after the role in the update may still fail.
    at.stack = stackWith('UPDATE_IN_PROGRESS', next);
    await look(id);
    expect(await row(id)).toMatchObject({ external_id: before.external_id, next_external_id: next });
    at.stack = stackWith('UPDATE_COMPLETE', next);
    await look(id);
    expect(await row(id)).toMatchObject({
      external_id: next,
      next_external_id: null,
      rotation_started_at: null,
      rotation_seen_at: world.clock.now().toISOString(),
      state: before.state,
    });
    expect((await lookAtRole(world.systemCtx(), await row(id))).is).toBe('fit');
  });

  test('a stack that tells nothing of its update: the proofs have to hold for ten minutes', async () => {
    const { id, at } = await verified();
    await start(id);
    const { external_id: before, next_external_id: next } = await row(id);
    at.trusts = [next ?? ''];
    for (const minutes of [0, 5, 4]) {
      world.clock.advance(minutes * 60_000);
      await look(id);
      expect(await row(id)).toMatchObject({ external_id: before, next_external_id: next });
    }
    world.clock.advance(60_000);
    await look(id);
    expect(await row(id)).toMatchObject({ external_id: next, next_external_id: null });
  });

  test('right after its end a node of IAM that knows the one of before alone breaks nothing, for a minute', async () => {
    const { id, at } = await verified();
    // Old enough for a refusal to count.
    world.clock.advance(20 * 60_000);
    await start(id);
    const { external_id: before, next_external_id: next } = await row(id);
    at.trusts = [next ?? ''];
    at.stack = stackWith('UPDATE_COMPLETE', next ?? '');
    await look(id);
    expect((await row(id)).next_external_id).toBeNull();
    at.spread = [before];
    expect((await lookAtRole(world.systemCtx(), await row(id))).is).toBe('trouble');
    world.clock.advance(60_000);
    expect((await lookAtRole(world.systemCtx(), await row(id))).is).toBe('role-unfit');
  });

  test('pressed twice it is begun once, also at the same moment', async () => {
    const { id } = await verified();
    const { version } = await row(id);
    const both = await Promise.allSettled([
      startRotation(admin(), { connectionId: id, version }),
      startRotation(admin(), { connectionId: id, version }),
    ]);
    expect(both.some(({ status }) => status === 'fulfilled')).toBe(true);
    const { next_external_id: next } = await row(id);
    await startRotation(admin(), { connectionId: id, version });
    expect((await row(id)).next_external_id).toBe(next);
  });

  test('it is cancelled while AWS requires the present value, and then the next one counts for nothing', async () => {
    const { id, at } = await verified();
    const { external_id, link_url } = await row(id);
    await start(id);
    await cancel(id);
    expect(await row(id)).toMatchObject({ external_id, next_external_id: null, link_url });
    expect(at.trusts).toEqual([external_id]);
    // Cancelled twice is cancelled once.
    await cancel(id);
  });

  test('what the stack has taken over cannot be cancelled: it ends instead', async () => {
    const { id, at } = await verified();
    await start(id);
    const { next_external_id: next } = await row(id);
    at.trusts = [next ?? ''];
    at.stack = stackWith('UPDATE_COMPLETE', next ?? '');
    await expect(cancel(id)).rejects.toMatchObject({ code: 'conflict' });
    expect(await row(id)).toMatchObject({ external_id: next, next_external_id: null });
  });

  test('nor can it while an update runs, or while it cannot be told', async () => {
    const { id, at } = await verified();
    await start(id);
    const { next_external_id: next } = await row(id);
    at.stack = stackOf('UPDATE_IN_PROGRESS');
    await expect(cancel(id)).rejects.toMatchObject({ code: 'conflict' });
    at.stack = stackOf();
    at.weather = 'foul';
    await expect(cancel(id)).rejects.toMatchObject({ code: 'conflict' });
    at.weather = 'fair';
    at.role = 'none';
    await expect(cancel(id)).rejects.toMatchObject({ code: 'conflict' });
    expect((await row(id)).next_external_id).toBe(next);
  });

  test('nor can it when a stack that told of itself does not any more, or after disconnecting', async () => {
    const { id, at } = await verified();
    await start(id);
    at.stack = stackOf();
    await look(id);
    const { next_external_id: next, stack_id } = await row(id);
    expect(stack_id).not.toBeNull();
    at.stack = null;
    await expect(cancel(id)).rejects.toMatchObject({ code: 'conflict' });
    at.stack = stackOf();
    const { version } = await row(id);
    await disconnect(admin(), { connectionId: id, version, data: 'keep' });
    await expect(cancel(id)).rejects.toMatchObject({ code: 'conflict' });
    expect((await row(id)).next_external_id).toBe(next);
  });

  test('nobody goes back to an earlier step meanwhile', async () => {
    const { id } = await verified();
    await start(id);
    const { version } = await row(id);
    await expect(goBack(admin(), { connectionId: id, version, step: 'report' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  test(`${RUNS} ways to start, cancel, update and look: proven before it ends, and never locked out`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...commands), { minLength: COMMANDS, maxLength: COMMANDS }),
        async (order) => {
          const { id, at } = await verified();
          let back = '';
          const isRunning = () => at.stack?.status === 'UPDATE_IN_PROGRESS';
          const runs: Record<Command, () => Promise<unknown>> = {
            start: () => start(id),
            cancel: () => cancel(id),
            'the stack takes the next one': async () => {
              const { next_external_id: next } = await row(id);
              if (next === null || isRunning()) return;
              back = (await row(id)).external_id;
              at.trusts = [next];
              at.stack = stackWith('UPDATE_IN_PROGRESS', next);
            },
            'the update is done': async () => {
              const value = at.stack?.parameters.ExternalId;
              if (isRunning() && value) at.stack = stackWith('UPDATE_COMPLETE', value);
            },
            // Only the update that runs is: it brings back what was there before it, whatever is held here since.
            'the update is rolled back': async () => {
              if (!isRunning()) return;
              at.trusts = [back];
              at.stack = stackWith('UPDATE_ROLLBACK_COMPLETE', back);
            },
            'both are trusted': async () => {
              const { external_id, next_external_id: next } = await row(id);
              if (next !== null) at.trusts = [external_id, next];
            },
            'one is trusted again': async () => {
              at.trusts = (at.trusts ?? []).slice(0, 1);
            },
            'IAM is behind': async () => {
              at.spread = at.trusts;
            },
            'IAM has caught up': async () => {
              at.spread = null;
            },
            look: () => look(id),
            'look while it is cancelled': () => lookWhile(id, () => cancel(id)),
            'look while it is started': () => lookWhile(id, () => start(id)),
          };
          const given = new Set([(await row(id)).external_id]);
          for (const command of order) {
            const before = await row(id);
            const isProven =
              at.trusts?.length === 1 &&
              at.trusts[0] === before.next_external_id &&
              at.stack?.status === 'UPDATE_COMPLETE' &&
              (at.spread ?? at.trusts).join() === at.trusts.join();
            await runs[command]().catch((error) => {
              if (!(error instanceof AppError)) throw error;
            });
            const after = await row(id);
            if (after.external_id !== before.external_id) {
              expect([command, isProven, after.external_id]).toEqual([
                command,
                true,
                before.next_external_id,
              ]);
              expect(after.next_external_id).toBeNull();
              expect(given.has(after.external_id)).toBe(false);
              given.add(after.external_id);
            }
            // Whatever AWS requires by itself is held, so the connection works on.
            if (at.trusts?.length === 1) {
              expect([after.external_id, after.next_external_id]).toContain(at.trusts[0]);
            }
            if (at.trusts?.length === 1 && at.spread === null) {
              const looked = await lookAtRole(world.systemCtx(), after);
              expect([command, looked.is]).toEqual([command, 'fit']);
            }
          }
        },
      ),
      { numRuns: RUNS, seed: 20261126 },
    );
  });

  /** Somebody acts between the look's reading and its writing. */
  async function lookWhile(id: string, act: () => Promise<unknown>): Promise<void> {
    let isDone = false;
    aws.meanwhile = async () => {
      if (isDone) return;
      isDone = true;
      await act().catch((error) => {
        if (!(error instanceof AppError)) throw error;
      });
    };
    try {
      await look(id);
    } finally {
      aws.meanwhile = null;
    }
  }
});

function stackWith(status: string, externalId: string) {
  return { ...stackOf(status), parameters: { ExternalId: externalId } };
}

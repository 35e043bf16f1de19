import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '@/server/db/client';
import { withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { connectUpToStack, copyConnection, rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { type FakeAws, fakeAws, stackOf } from '@/server/testing/fake-aws';
import { startProcess } from '@/server/testing/processes';
import { times } from '@/server/testing/scale';
import { makeWorld, type World } from '@/server/testing/world';
import { goBack } from './back';
import { disconnect } from './disconnect';
import { pollConnection } from './poll';
import { tryAgain } from './try-again';

type Answer = { role: 'none' | 'exact'; status: string | null; weather: 'fair' | 'foul' };

/** What the older look is told by AWS, in the end. */
const late: Record<string, Answer> = {
  'no role': { role: 'none', status: null, weather: 'fair' },
  'a stack in progress': { role: 'exact', status: 'CREATE_IN_PROGRESS', weather: 'fair' },
  'a complete stack': { role: 'exact', status: 'CREATE_COMPLETE', weather: 'fair' },
  'a stack that rolled back': { role: 'exact', status: 'ROLLBACK_COMPLETE', weather: 'fair' },
  'a stack that is deleted': { role: 'exact', status: 'DELETE_IN_PROGRESS', weather: 'fair' },
  'a role that may not watch': { role: 'exact', status: null, weather: 'fair' },
};

/** 200 trials of quality.md R4: the worker is really stopped while AWS is asked, something newer is written, and it goes on. */
const TRIALS = times({ test: 42, soak: 200 });

eachDatabase((open) => {
  let world: World;
  let aws: FakeAws;
  let template: ConnectionRow;
  let worker: ReturnType<typeof workerOn>;
  beforeAll(async () => {
    const database = await open({ own: true });
    aws = fakeAws();
    world = await makeWorld(database, { aws });
    const id = await connectUpToStack(customer(), { accountId: '710000000001', bucket: 'acme-cur' });
    template = await rowOf(customer(), id);
    worker = workerOn(database);
    await worker.says('ready');
  });
  afterAll(() => worker.end());
  const customer = () => world.ctxFor('customerAdmin');
  const system = () => world.systemCtx();

  const look = (answer: Answer) => async (row: ConnectionRow) => {
    const { role, status, weather } = answer;
    Object.assign(aws.account(row.account_id ?? ''), {
      role,
      weather,
      stack: status === null ? null : stackOf(status),
    });
    await pollConnection(system(), { connectionId: row.id, due: false });
  };
  const form = async ({ id }: ConnectionRow) => ({
    connectionId: id,
    version: (await rowOf(customer(), id)).version,
  });
  const newer: Record<string, (row: ConnectionRow) => Promise<unknown>> = {
    ...Object.fromEntries(
      Object.entries(late).map(([name, answer]) => [`a look sees ${name}`, look(answer)]),
    ),
    'Try again': async (row) => tryAgain(customer(), await form(row)),
    'going back': async (row) => goBack(customer(), { ...(await form(row)), step: 'report' }),
    disconnecting: async (row) => disconnect(customer(), { ...(await form(row)), data: 'keep' }),
  };

  /** Everything that a look may write. */
  async function written(id: string) {
    return withScope(system(), async (tx) => ({
      row: await tx.selectFrom('connections').selectAll().where('id', '=', id).executeTakeFirst(),
      events: await tx.selectFrom('connection_events').selectAll().where('connection_id', '=', id).execute(),
      activities: await tx.selectFrom('activities').selectAll().where('subject_id', '=', id).execute(),
    }));
  }

  /** Half of the connections were seen in progress before, so that there is something to take back. */
  async function begun(trial: number): Promise<ConnectionRow> {
    const row = await copyConnection(system(), template);
    if (trial % 2 === 1 && late['a stack in progress']) await look(late['a stack in progress'])(row);
    world.clock.advance(70_000);
    return row;
  }

  async function lateLook(
    row: ConnectionRow,
    of: { answer: Answer; meanwhile(): Promise<unknown> },
  ): Promise<void> {
    worker.tell({ look: row.id, accountId: row.account_id, now: world.clock.now().toISOString() });
    await worker.says('asked');
    worker.stop();
    await of.meanwhile();
    worker.tell(of.answer);
    worker.goOn();
    await worker.says('done');
  }

  test(`${TRIALS} looks of a worker that was stopped and goes on overwrite nothing that is newer`, async () => {
    const trials = Object.entries(newer).flatMap(([name, happens]) =>
      Object.entries(late).map(([told, answer]) => ({
        name: `${name}, then comes ${told}`,
        happens,
        answer,
      })),
    );
    for (let trial = 0; trial < TRIALS; trial += 1) {
      const one = trials[(trial * 7) % trials.length];
      if (!one) throw new Error('no trial');
      const row = await begun(trial);
      let before: unknown;
      const meanwhile = async () => {
        world.clock.advance(1_000);
        await one.happens(row);
        before = await written(row.id);
      };
      await lateLook(row, { answer: one.answer, meanwhile });
      expect(await written(row.id), one.name).toEqual(before);
    }
  });

  describe('where nothing newer was written', () => {
    test.each(Object.entries(late))(
      'the worker that goes on writes down that it saw %s',
      async (_, answer) => {
        const row = await begun(1);
        const before = await written(row.id);
        await lateLook(row, { answer, meanwhile: async () => undefined });
        expect(await written(row.id)).not.toEqual(before);
      },
    );
  });
});

/** The worker's process, which is stopped and continued by signals. */
function workerOn({ url }: Pick<Database, 'url'>) {
  const child: ChildProcess = startProcess('look-process.ts', [url]);
  const errors: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk));
  if (!child.stdout) throw new Error('no output');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    tell: (line: object) => child.stdin?.write(`${JSON.stringify(line)}\n`),
    async says(word: string): Promise<void> {
      const { value, done } = await lines.next();
      if (done || value !== word) throw new Error(`${value ?? 'ended'}: ${Buffer.concat(errors)}`);
    },
    stop: () => child.kill('SIGSTOP'),
    goOn: () => child.kill('SIGCONT'),
    end: () => child.kill('SIGKILL'),
  };
}

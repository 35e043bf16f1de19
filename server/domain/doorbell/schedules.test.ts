import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { connectUpToStack, copyConnection, rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { fakeDoorbell, queueUrl, topicArn } from '@/server/testing/doorbell';
import {
  type Arrival,
  bodiesOf,
  LOOK_AFTER_MS,
  type Schedule,
  schedules,
  stories,
} from '@/server/testing/doorbell-schedules';
import { type FakeAws, fakeAws } from '@/server/testing/fake-aws';
import { times } from '@/server/testing/scale';
import { makeWorld, type World } from '@/server/testing/world';
import { disconnect } from '../connections/disconnect';
import { lookAtEnd } from '../connections/ended';
import { lookAgain } from '../connections/look-now';
import { pollConnection } from '../connections/poll';
import { answerMessage } from './answer';
import { takeMessage } from './take';

/** R3 asks for 5,000; 200 on each database take 10 s or so. */
const RUNS = times({ test: 200, soak: 5_000 });

/** What somebody might wrongly make of a message. */
type Mistake = () => Partial<ConnectionRow>;

eachDatabase((open) => {
  let world: World;
  let template: ConnectionRow;
  let aws: FakeAws;
  const bell = fakeDoorbell();
  const alone = new Map<string, Record<string, unknown>>();
  beforeAll(async () => {
    aws = Object.assign(fakeAws(), bell);
    world = await makeWorld(await open(), { aws, settings: { doorbell: { topicArn, queueUrl } } });
    const id = await connectUpToStack(world.ctxFor('customerAdmin'), {
      accountId: '730000000001',
      bucket: 'acme-cur',
    });
    template = await rowOf(ctx(), id);
    for (const story of Object.keys(stories)) {
      alone.set(story, await lived({ story, arrivals: [], echoes: [] }));
    }
  });
  const ctx = () => world.systemCtx();

  /** A connection whose link is made now. */
  async function fresh(): Promise<ConnectionRow> {
    world.clock.advance({ minutes: 10 });
    world.jobs.enqueued.length = 0;
    bell.answers.length = 0;
    const now = world.clock.now().toISOString();
    return copyConnection(ctx(), { ...template, link_made_at: now, poll_since: now, next_poll_at: now });
  }

  /** Lives one schedule through, and gives what it ended as. */
  async function lived(schedule: Schedule, mistake?: Mistake): Promise<Record<string, unknown>> {
    const connection = await fresh();
    const steps = [{ after: 0, makes: () => ({}) }, ...(stories[schedule.story] ?? [])];
    const by = { connection, schedule, mistake };
    for (const [slot, { after, makes }] of steps.entries()) {
      world.clock.advance({ seconds: after });
      const made = makes(connection);
      if (made === 'disconnected') await disconnected(connection.id);
      else Object.assign(aws.account(connection.account_id ?? ''), made);
      await arrive(by, ({ late, slot: at }) => !late && at === slot);
      world.clock.advance({ ms: LOOK_AFTER_MS });
      await look(connection.id);
    }
    await arrive(by, ({ late, slot }) => !late && slot >= steps.length);
    for (const seconds of [25, 70, 70, 70]) {
      world.clock.advance({ seconds });
      await look(connection.id);
    }
    // Nobody comes back for two weeks, in which the schedule looks on.
    world.clock.advance({ days: 13 });
    await look(connection.id);
    world.clock.advance({ days: 17 });
    await arrive(by, ({ late }) => late);
    await answerAll();
    return endOf(connection);
  }

  async function arrive(
    by: { connection: ConnectionRow; schedule: Schedule; mistake: Mistake | undefined },
    isNow: (arrival: Arrival) => boolean,
  ): Promise<void> {
    const { connection, schedule, mistake } = by;
    for (const arrival of schedule.arrivals.filter(isNow)) {
      for (const [index, body] of bodiesOf(arrival, connection).entries()) {
        await takeMessage(ctx(), { id: `sqs-${index}`, body, receipt: 'r' });
      }
      const wrong = arrival.times > 0 ? mistake?.() : undefined;
      if (wrong) {
        await withScope(ctx(), (tx) =>
          tx.updateTable('connections').set(wrong).where('id', '=', connection.id).execute(),
        );
      }
      world.clock.advance({ seconds: 1 });
      // What it brought forward is looked at, and some of what it asked for later.
      await look(connection.id, 'due');
      const echoes = world.jobs.enqueued.filter(({ kind }) => kind === 'connection.ring').slice(0, 5);
      for (const index of schedule.echoes) {
        if (!echoes[index]) continue;
        await lookAgain(ctx(), { connectionId: connection.id });
        await look(connection.id, 'due');
      }
    }
  }

  /** The alarm rings: when it is due, or, by schedule, whenever it is. */
  async function look(connectionId: string, when?: 'due'): Promise<void> {
    const { next_poll_at } = await rowOf(ctx(), connectionId);
    if (next_poll_at === null) return;
    if (next_poll_at > world.clock.now().toISOString()) {
      if (when === 'due') return;
      if (Date.parse(next_poll_at) - world.clock.now().getTime() > 120_000) return;
      world.clock.set(next_poll_at);
    }
    await pollConnection(ctx(), { connectionId, due: true });
    await lookAtEnd(ctx(), { connectionId });
  }

  async function disconnected(connectionId: string): Promise<void> {
    const { version } = await rowOf(ctx(), connectionId);
    await disconnect(world.ctxFor('customerAdmin'), { connectionId, version, data: 'keep' });
  }

  async function answerAll(): Promise<void> {
    const asked = world.jobs.enqueued.filter(({ kind }) => kind === 'doorbell.answer');
    for (const { payload } of asked) await answerMessage(ctx(), payload as { messageId: string });
    expect(bell.answers).toHaveLength(asked.length);
    for (const { body } of bell.answers) {
      if (body.PhysicalResourceId === 'kept') expect(body.Status).toBe('SUCCESS');
    }
  }

  /** State, findings, the columns of the stack, and what must never change; without the names of this very connection. */
  async function endOf(connection: ConnectionRow): Promise<Record<string, unknown>> {
    const row = await rowOf(ctx(), connection.id);
    const kept = [
      'account_id',
      'bucket',
      'external_id',
      'attempt',
      'stack_name',
      'role_name',
      'policy_name',
    ] as const;
    const plain = (text: string | null) =>
      text
        ?.replaceAll(connection.stack_name ?? '', 'NAME')
        .replaceAll(connection.account_id ?? '', 'ACCOUNT')
        .replaceAll((connection.account_id ?? '').replace(/(\d{4})(\d{4})(\d{4})/, '$1-$2-$3'), 'ACCOUNT');
    return {
      state: row.state,
      stateBefore: row.state_before,
      findings: plain(row.findings_json),
      stackId: plain(row.stack_id),
      stackStatus: row.stack_status,
      stackReason: row.stack_reason,
      stackUpdatedAt: row.stack_updated_at,
      stackGiven: row.stack_given_json,
      organization: row.organization,
      reserved: row.reserved_account_id !== null,
      isGone: row.role_gone_at !== null,
      changed: kept.filter((column) => row[column] !== connection[column]),
    };
  }

  test('the stories end in as many ways as there are', () => {
    const ends = [...alone.values()].map(({ state, isGone }) => `${state}${isGone ? ', gone' : ''}`);
    expect(new Set(ends)).toEqual(
      new Set([
        'awaiting_stack',
        'role_verified',
        'stack_failed',
        'verifying',
        'disconnected',
        'disconnected, gone',
      ]),
    );
  });

  test(`${RUNS} schedules of a doorbell end as looking alone ends (R3)`, { timeout: 1_800_000 }, async () => {
    const holds = fc.asyncProperty(schedules, async (schedule) => {
      expect(await lived(schedule)).toEqual(alone.get(schedule.story));
    });
    await fc.assert(holds, { numRuns: RUNS });
  });

  describe('the comparison finds what a message must not do', () => {
    const arrives = (is: string): Arrival => ({ is, times: 1, anew: false, slot: 0, late: false });
    const mistakes: { is: string; story: string; comes: string; makes: Partial<ConnectionRow> }[] = [
      {
        is: 'a Delete that disconnects',
        story: 'complete at once',
        comes: 'delete',
        makes: { state: 'disconnected' },
      },
      {
        is: 'a Start that says that the stack is under way',
        story: 'nothing is ever created',
        comes: 'start',
        makes: { state: 'stack_in_progress' },
      },
      {
        is: 'a message whose StackId is recorded',
        story: 'nothing is ever created',
        comes: 'foreign stack',
        makes: { stack_id: 'arn:forged' },
      },
      {
        is: 'a Done that ends the looking',
        story: 'complete at once',
        comes: 'done',
        makes: { next_poll_at: null },
      },
    ];

    test.each(mistakes)('$is', async ({ story, comes, makes }) => {
      const schedule = { story, arrivals: [arrives(comes)], echoes: [] };
      expect(await lived(schedule)).toEqual(alone.get(story));
      expect(await lived(schedule, () => makes)).not.toEqual(alone.get(story));
    });
  });
});

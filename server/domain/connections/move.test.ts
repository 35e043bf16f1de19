import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ConnectionState, connectionStates } from '@/lib/connection-states';
import { type Tx, withScope } from '@/server/db/scope';
import { eachDatabase } from '@/server/testing/databases';
import { makeWorld, type World } from '@/server/testing/world';
import { readConnection } from './fetch';
import { insertConnection } from './insert';
import { writeConnection } from './move';

/** The table of product.md section 5, written down a second time. */
const edges: Record<ConnectionState, string> = {
  draft: 'awaiting_stack unsupported disconnected paused',
  awaiting_stack: 'stack_in_progress verifying stack_failed draft disconnected paused',
  stack_in_progress: 'verifying stack_failed disconnected paused',
  stack_failed: 'awaiting_stack draft disconnected paused',
  verifying: 'role_verified stack_failed awaiting_stack disconnected paused',
  role_verified: 'awaiting_report report_invalid report_valid broken disconnected paused',
  awaiting_report: 'report_invalid report_valid draft broken disconnected paused',
  report_invalid: 'awaiting_report report_valid draft broken disconnected paused',
  report_valid: 'awaiting_report report_invalid confirmed draft broken disconnected paused',
  confirmed: 'complete report_invalid broken disconnected',
  complete: 'broken disconnected',
  paused: 'disconnected',
  broken: 'disconnected',
  unsupported: 'draft disconnected',
  disconnected: '',
};
/** What paused and broken may come from, and so go back to. */
const away: Partial<Record<ConnectionState, string>> = {
  paused:
    'draft awaiting_stack stack_in_progress stack_failed verifying role_verified awaiting_report report_invalid report_valid',
  broken: 'role_verified awaiting_report report_invalid report_valid confirmed complete',
};

interface Case {
  from: ConnectionState;
  cameFrom: ConnectionState | null;
  to: ConnectionState;
  legal: boolean;
}

function cases(): Case[] {
  return connectionStates.flatMap((from) => {
    const origins = connectionStates.filter((state) => away[from]?.split(' ').includes(state));
    return (origins.length > 0 ? origins : [null]).flatMap((cameFrom) =>
      connectionStates
        .filter((to) => to !== from)
        .map((to) => ({ from, cameFrom, to, legal: edges[from].split(' ').includes(to) || to === cameFrom })),
    );
  });
}

eachDatabase((open) => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld(await open());
  });

  async function place(tx: Tx, at: Pick<Case, 'from' | 'cameFrom'> & { connectionId: string }) {
    await tx
      .updateTable('connections')
      .set({ state: at.from, state_before: at.cameFrom })
      .where('id', '=', at.connectionId)
      .execute();
  }

  /** A row in a state, whichever way it would have come there. */
  async function placed(tx: Tx, at: Pick<Case, 'from' | 'cameFrom'>) {
    const ctx = world.systemCtx();
    const row = await insertConnection(tx, { ctx, tenant: world.tenants.customerA1, purpose: 'reports' });
    await place(tx, { ...at, connectionId: row.id });
    const read = await readConnection(tx, { ctx, connectionId: row.id });
    if (!read) throw new Error('the row is gone');
    return read;
  }

  test('every pair of states: only the listed edges can be gone', async () => {
    const ctx = world.systemCtx();
    const wrong = await withScope(ctx, async (tx) => {
      const { id: connectionId } = await placed(tx, { from: 'draft', cameFrom: null });
      const unexpected: Case[] = [];
      for (const one of cases()) {
        await place(tx, { ...one, connectionId });
        const connection = await readConnection(tx, { ctx, connectionId });
        if (!connection) throw new Error('the row is gone');
        // What is not on the table is refused before anything is asked of the database.
        const went = await writeConnection(tx, { ctx, connection, to: one.to }).then(
          (row) => row.state === one.to,
          () => false,
        );
        if (went !== one.legal) unexpected.push(one);
      }
      return unexpected;
    });
    expect(wrong).toEqual([]);
    expect(cases().filter(({ legal }) => legal).length).toBeGreaterThan(60);
  });

  test('a row that has moved on since it was read is not moved again, and says who changed it', async () => {
    const ctx = world.ctxFor('customerAdmin');
    const read = await withScope(ctx, (tx) => placed(tx, { from: 'draft', cameFrom: null }));
    await withScope(ctx, (tx) =>
      writeConnection(tx, { ctx, connection: read, set: { bucket: 'one' }, edited: 'changed the bucket' }),
    );
    world.clock.advance(60_000);
    const second = withScope(ctx, (tx) =>
      writeConnection(tx, { ctx, connection: read, set: { bucket: 'two' }, edited: 'changed the bucket' }),
    );
    await expect(second).rejects.toMatchObject({
      code: 'stale',
      details: { happened: 'customerAdmin Example changed the bucket 1 min ago.' },
    });
  });

  test('of 20 people who save the same form at once exactly one wins', async () => {
    const ctx = world.ctxFor('customerAdmin');
    const read = await withScope(ctx, (tx) => placed(tx, { from: 'draft', cameFrom: null }));
    const saves = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        withScope(ctx, (tx) =>
          writeConnection(tx, {
            ctx,
            connection: read,
            set: { bucket: `b-${index}` },
            edited: 'changed the bucket',
          }),
        ),
      ),
    );
    expect(saves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('a look that was numbered before another is not written after it', async () => {
    const ctx = world.systemCtx();
    const row = await withScope(ctx, (tx) => placed(tx, { from: 'awaiting_stack', cameFrom: null }));
    await withScope(ctx, (tx) =>
      writeConnection(tx, { ctx, connection: row, set: { stack_status: 'new' }, look: 2 }),
    );
    const late = withScope(ctx, (tx) =>
      writeConnection(tx, { ctx, connection: row, set: { stack_status: 'old' }, look: 1 }),
    );
    await expect(late).rejects.toMatchObject({ code: 'stale' });
  });

  test('an account is reserved from role_verified on and free again after going back', async () => {
    const ctx = world.systemCtx();
    const reserved = await withScope(ctx, async (tx) => {
      const made = await placed(tx, { from: 'verifying', cameFrom: null });
      const connection = await writeConnection(tx, {
        ctx,
        connection: made,
        set: { account_id: '777700001111' },
      });
      const proven = await writeConnection(tx, { ctx, connection, to: 'role_verified' });
      const waiting = await writeConnection(tx, { ctx, connection: proven, to: 'awaiting_report' });
      const broken = await writeConnection(tx, { ctx, connection: waiting, to: 'broken' });
      const back = await writeConnection(tx, { ctx, connection: broken, to: 'awaiting_report' });
      const draft = await writeConnection(tx, { ctx, connection: back, to: 'draft' });
      return [proven, waiting, broken, back, draft].map((one) => one.reserved_account_id);
    });
    expect(reserved).toEqual(['777700001111', '777700001111', '777700001111', '777700001111', null]);
  });

  test.each(['state', 'state_before'])(
    'the database knows the names of states: no other is written into %s',
    async (column) => {
      const ctx = world.systemCtx();
      const write = withScope(ctx, async (tx) => {
        const { id } = await placed(tx, { from: 'draft', cameFrom: null });
        await sql`update connections set ${sql.ref(column)} = 'connected' where id = ${id}`.execute(tx);
      });
      await expect(write).rejects.toThrow(/check/i);
    },
  );

  describe('without an active contract', () => {
    test('a raw insert is refused by the database', async () => {
      const ctx = world.systemCtx();
      const insert = withScope(ctx, (tx) =>
        insertConnection(tx, { ctx, tenant: world.tenants.customerA2, purpose: 'reports' }),
      );
      await expect(insert).rejects.toThrow(/contract_required/);
    });
  });
});

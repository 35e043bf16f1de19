import type { ConnectionState } from '@/lib/connection-states';
import type { Ctx } from '@/server/context';
import type { Tx } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { writeConnection } from './move';

/** The listed edges that lead from a state back to a failed stack, and from there or later back to the draft. */
const ways = {
  stack_failed: {
    stack_failed: [],
    awaiting_stack: ['stack_failed'],
    stack_in_progress: ['stack_failed'],
    verifying: ['stack_failed'],
  },
  draft: {
    draft: [],
    unsupported: ['draft'],
    awaiting_stack: ['draft'],
    stack_in_progress: ['stack_failed', 'draft'],
    stack_failed: ['draft'],
    verifying: ['stack_failed', 'draft'],
    role_verified: ['awaiting_report', 'draft'],
    awaiting_report: ['draft'],
    report_invalid: ['draft'],
    report_valid: ['draft'],
  },
} as const satisfies Record<string, Partial<Record<ConnectionState, readonly ConnectionState[]>>>;

export function wayTo(goal: keyof typeof ways, from: ConnectionState): readonly ConnectionState[] | null {
  const all: Partial<Record<ConnectionState, readonly ConnectionState[]>> = ways[goal];
  return all[from] ?? null;
}

/** Goes back along listed edges, all in the caller's transaction; null when there is no way from here. */
export async function walk(
  tx: Tx,
  of: { ctx: Ctx; connection: ConnectionRow; to: keyof typeof ways },
): Promise<ConnectionRow | null> {
  const way = wayTo(of.to, of.connection.state);
  if (way === null) return null;
  let row = of.connection;
  for (const to of way) row = await writeConnection(tx, { ctx: of.ctx, connection: row, to });
  return row;
}

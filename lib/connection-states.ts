/** States of a connection and its legal moves (product.md section 5, "States of a connection"). */
export const connectionStates = [
  'draft',
  'awaiting_stack',
  'stack_in_progress',
  'stack_failed',
  'verifying',
  'role_verified',
  'awaiting_report',
  'report_invalid',
  'report_valid',
  'confirmed',
  'complete',
  'paused',
  'unsupported',
  'broken',
  'disconnected',
] as const;
export type ConnectionState = (typeof connectionStates)[number];

/**
 * The edges of the machine. `paused` and `broken` return to the state that they left (kept in the row), which `canMove` checks.
 * Whoever wants to end a connection can, wherever it stands: also without a contract, and also in the middle of the steps.
 */
export const connectionMoves = {
  draft: ['awaiting_stack', 'unsupported', 'disconnected', 'paused'],
  awaiting_stack: ['stack_in_progress', 'verifying', 'stack_failed', 'draft', 'disconnected', 'paused'],
  stack_in_progress: ['verifying', 'stack_failed', 'disconnected', 'paused'],
  stack_failed: ['awaiting_stack', 'draft', 'disconnected', 'paused'],
  verifying: ['role_verified', 'stack_failed', 'awaiting_stack', 'disconnected', 'paused'],
  role_verified: ['awaiting_report', 'report_invalid', 'report_valid', 'broken', 'disconnected', 'paused'],
  awaiting_report: ['report_invalid', 'report_valid', 'draft', 'broken', 'disconnected', 'paused'],
  report_invalid: ['awaiting_report', 'report_valid', 'draft', 'broken', 'disconnected', 'paused'],
  report_valid: [
    'awaiting_report',
    'report_invalid',
    'confirmed',
    'draft',
    'broken',
    'disconnected',
    'paused',
  ],
  confirmed: ['complete', 'report_invalid', 'broken', 'disconnected'],
  complete: ['broken', 'disconnected'],
  broken: [
    'role_verified',
    'awaiting_report',
    'report_invalid',
    'report_valid',
    'confirmed',
    'complete',
    'disconnected',
  ],
  paused: [
    'draft',
    'awaiting_stack',
    'stack_in_progress',
    'stack_failed',
    'verifying',
    'role_verified',
    'awaiting_report',
    'report_invalid',
    'report_valid',
    'disconnected',
  ],
  unsupported: ['draft', 'disconnected'],
  disconnected: [],
} satisfies Record<ConnectionState, ConnectionState[]>;

/** Whether the move is on the table; a return from `paused` or `broken` only to the state that was left. */
export function canMove(
  from: ConnectionState,
  move: { to: ConnectionState; cameFrom: ConnectionState | null },
): boolean {
  const targets: readonly ConnectionState[] = connectionMoves[from];
  if (!targets.includes(move.to)) return false;
  const isAway = from === 'paused' || from === 'broken';
  return !isAway || move.to === 'disconnected' || move.to === move.cameFrom;
}

/** States before Confirm: these pause when the contract ends. */
export const unconfirmedStates = [
  'draft',
  'awaiting_stack',
  'stack_in_progress',
  'stack_failed',
  'verifying',
  'role_verified',
  'awaiting_report',
  'report_invalid',
  'report_valid',
] as const satisfies readonly ConnectionState[];

/** States in which one AWS account is reserved for one live connection in the whole installation. */
export const reservingStates = [
  'role_verified',
  'awaiting_report',
  'report_invalid',
  'report_valid',
  'confirmed',
  'complete',
  'broken',
] as const satisfies readonly ConnectionState[];

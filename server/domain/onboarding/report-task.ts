import { stepAddress } from '@/lib/connections';
import { awsTurn, stateOf, tenantTurn } from './account-task';
import type { ConnectionFacts, Facts } from './facts';
import { partnerTurn, type TaskFacts } from './task-facts';
import type { Viewer } from './viewer';

/** What the connection that is next says about "CUR confirmed", from its proven IAM role to Complete. */
export function reportTask(facts: Facts, of: { viewer: Viewer; connection: ConnectionFacts }): TaskFacts {
  const { connection, viewer } = of;
  const since = connection.report_first_seen_at ?? connection.role_first_seen_at ?? connection.updated_at;
  const toReports = { label: 'Validate CUR', href: stepAddress({ id: connection.id, step: 'validate' }) };
  const look = viewer.mayConnect ? toReports : null;
  if (connection.state === 'paused') {
    const says = 'Paused: no contract is active.';
    return { state: 'waiting', says, turn: partnerTurn(facts), since: connection.updated_at };
  }
  if (connection.state === 'broken') {
    const says = 'The connection worked and does not any more.';
    return { state: 'failed', says, turn: tenantTurn(facts), since: connection.updated_at, button: look };
  }
  switch (stateOf(connection)) {
    case 'awaiting_report':
      return {
        state: 'waiting',
        says: 'Waiting for the next delivery by AWS.',
        turn: awsTurn,
        since,
        button: look,
      };
    case 'report_invalid':
      return {
        state: 'attention',
        says: 'No report is valid yet.',
        turn: tenantTurn(facts),
        since,
        button: look,
      };
    case 'report_valid':
      return {
        state: 'in_progress',
        says: 'A report is valid and waits to be confirmed.',
        turn: tenantTurn(facts),
        since,
        button: viewer.mayConfirm ? { ...toReports, label: 'Confirm and proceed' } : look,
      };
    case 'confirmed':
      return {
        state: 'in_progress',
        says: 'The report is confirmed. Complete ends onboarding.',
        turn: tenantTurn(facts),
        since: connection.confirmed_at ?? since,
        button: viewer.mayConfirm
          ? { label: 'Complete', href: stepAddress({ id: connection.id, step: 'insights' }) }
          : null,
      };
    default:
      return {
        state: 'in_progress',
        says: 'The bucket is being searched.',
        turn: awsTurn,
        since,
        button: look,
      };
  }
}

import { type Task, type TaskKey, tasksOfKind, taskTitles } from '@/lib/onboarding';
import { awsTasks } from './aws-tasks';
import { contractTask } from './contract-task';
import type { AdminFacts, Facts } from './facts';
import { partnerTurn, type TaskFacts, type TaskTurn } from './task-facts';
import type { Viewer } from './viewer';

/**
 * The tenant's onboarding in order, derived from the facts alone (product.md section 6): each task's state, whose turn it is, since
 * when, and the button that this viewer may press.
 */
export function deriveTasks(facts: Facts, viewer: Viewer): Task[] {
  const keys: readonly TaskKey[] = tasksOfKind[facts.tenant.kind];
  const aws = awsTasks(facts, viewer);
  const derived: Record<TaskKey, () => TaskFacts> = {
    profile: () => ({ state: 'done', since: facts.tenant.created_at }),
    invite_admin: () => inviteTask(facts, viewer),
    contract_active: () => contractTask(facts, viewer),
    admin_activated: () => activationTask(facts, viewer),
    account_connected: () => aws.account,
    cur_confirmed: () => aws.report,
    insights: () => aws.insights,
  };
  return keys.map((key) => {
    const { turn, ...said } = derived[key]();
    return {
      key,
      title: taskTitles[key],
      says: '',
      since: null,
      button: null,
      optional: key === 'insights',
      ...said,
      turn: turn ? { ...turn, isYours: isYours(turn, viewer) } : null,
    };
  });
}

function isYours(turn: TaskTurn, viewer: Viewer): boolean {
  return turn.side === 'partner' ? viewer.isDirectPartner : turn.side === 'tenant' && !viewer.isPartner;
}

function inviteTask(facts: Facts, viewer: Viewer): TaskFacts {
  const first = facts.admins.find((admin) => admin.state !== 'cancelled');
  if (first) return { state: 'done', since: first.invited_at, says: `${nameOf(first, viewer)} is invited.` };
  const cancelled = facts.admins[0];
  return {
    state: cancelled ? 'attention' : 'not_started',
    says: cancelled ? 'The invitation was cancelled.' : 'Nobody is invited yet.',
    turn: partnerTurn(facts),
    since: cancelled?.invited_at ?? facts.tenant.created_at,
    button: viewer.mayInviteFirst
      ? { label: 'Invite admin user', href: `/customers/${facts.tenant.id}/invite` }
      : null,
  };
}

function activationTask(facts: Facts, viewer: Viewer): TaskFacts {
  const { admins } = facts;
  const active = admins.find((admin) => admin.state === 'active');
  if (active)
    return { state: 'done', since: active.activated_at, says: `${nameOf(active, viewer)} is active.` };
  // The own role opens the first invitation even where users are hidden, until somebody was activated.
  const isFirst = admins.every((admin) => admin.activated_at === null);
  const mayOpen = viewer.mayInvite && (viewer.mayReadUsers || isFirst);
  const open = ({ id }: AdminFacts) =>
    mayOpen ? { label: 'Open invitation', href: `/settings/users/${id}` } : null;
  const invited = admins.find((admin) => admin.state === 'invited');
  if (invited) {
    const who = nameOf(invited, viewer);
    return {
      state: 'waiting',
      says: `${who} has the welcome email.`,
      turn: { side: 'tenant', who },
      since: invited.invited_at,
      button: open(invited),
    };
  }
  const lapsed = admins.find((admin) => admin.state === 'expired' || admin.state === 'disabled');
  if (!lapsed) return { state: 'not_started' };
  const reason = lapsed.state === 'expired' ? 'The invitation expired.' : 'No Admin is active.';
  return {
    state: 'attention',
    says: reason,
    turn: partnerTurn(facts),
    since: lapsed.invited_at,
    button: open(lapsed),
  };
}

/** "Maria K." where the viewer may read users. */
function nameOf(admin: AdminFacts, viewer: Viewer): string {
  if (!viewer.mayReadUsers) return 'The Admin';
  const initial = admin.last_name.slice(0, 1);
  if (!admin.first_name) return 'The Admin';
  return initial ? `${admin.first_name} ${initial}.` : admin.first_name;
}

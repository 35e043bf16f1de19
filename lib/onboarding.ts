import type { Status } from './status';
import type { TenantKind } from './tenants';

export const taskKeys = [
  'profile',
  'invite_admin',
  'contract_active',
  'admin_activated',
  'account_connected',
  'cur_confirmed',
  'insights',
] as const;
export type TaskKey = (typeof taskKeys)[number];

export const taskTitles = {
  profile: 'Customer profile',
  invite_admin: 'Invite admin user',
  contract_active: 'Contract active',
  admin_activated: 'Admin activated',
  account_connected: 'AWS account connected',
  cur_confirmed: 'CUR confirmed',
  insights: 'Insights',
} satisfies Record<TaskKey, string>;

/** The tasks of each kind in their order (product.md section 6). A distributor has none: nobody onboards it. */
export const tasksOfKind = {
  distributor: [],
  reseller: ['profile', 'invite_admin', 'admin_activated', 'contract_active'],
  customer: [
    'profile',
    'invite_admin',
    'contract_active',
    'admin_activated',
    'account_connected',
    'cur_confirmed',
    'insights',
  ],
} satisfies Record<TenantKind, TaskKey[]>;

/** Who has the next move: the partner above, the tenant itself, AWS (and our own checks of it), or the calendar. */
export type TurnSide = 'partner' | 'tenant' | 'aws' | 'clock';
/** `isYours`: the person who looks belongs to the tenant whose turn it is. */
export type Turn = { side: TurnSide; who: string; isYours: boolean };

/** A link; with `post` a form that posts these fields to the address. */
/** A connection of a customer that worked and does not now: its IAM role (broken) or its CUR delivery (failed). */
export interface TroubleRow {
  id: string;
  href: string;
  tenant: { id: string; name: string };
  account: string | null;
  what: 'broken' | 'failed';
  since: string;
}

export type TaskButton = { label: string; href: string; post?: Record<string, string> };

export interface Task {
  key: TaskKey;
  title: string;
  state: Status;
  /** What is known, in one sentence; empty when title and state say it all. */
  says: string;
  turn: Turn | null;
  /** Since when it is as it is, UTC ISO text. */
  since: string | null;
  button: TaskButton | null;
  /** Outside the count. */
  optional: boolean;
}

export interface Progress {
  tasks: Task[];
  completed: number;
  total: number;
  done: boolean;
  /** When the last counted task was done; null while one is not. */
  doneAt: string | null;
  /** What has to happen next, by whoever can do most about it; null when nothing has. */
  next: Task | null;
  status: Status;
}

const urgency: readonly TurnSide[] = ['partner', 'tenant', 'aws', 'clock'];

/** Sums a tenant's tasks up: the count without optional ones, and the task that is next. */
export function progressOf(tasks: Task[]): Progress {
  const counted = tasks.filter((task) => !task.optional);
  const completed = counted.filter((task) => task.state === 'done').length;
  const done = completed === counted.length;
  const open = counted.filter((task) => task.state !== 'done');
  const next =
    urgency.map((side) => open.find((task) => task.turn?.side === side)).find(Boolean) ?? open[0] ?? null;
  const doneAt = done ? latest(counted.map((task) => task.since)) : null;
  return { tasks, completed, total: counted.length, done, doneAt, next, status: statusOf(counted, next) };
}

/** The worst that has happened speaks first; a task that waits for a person is waiting, whether or not it was begun. */
function statusOf(counted: readonly Task[], next: Task | null): Status {
  if (counted.length === 0) return 'not_available';
  if (next === null) return 'done';
  for (const state of ['failed', 'attention', 'not_available'] as const) {
    if (counted.some((task) => task.state === state)) return state;
  }
  return next.state === 'in_progress' ? 'in_progress' : 'waiting';
}

export function latest(instants: readonly (string | null)[]): string | null {
  return instants.reduce<string | null>(
    (best, one) => (one !== null && (best === null || one > best) ? one : best),
    null,
  );
}

/** The task that is next as one line of a list: what has to happen, by whom. */
export function headlineOf(task: Task): string {
  switch (task.key) {
    case 'invite_admin':
      return 'Invite admin user';
    case 'contract_active':
      if (task.state === 'in_progress') return 'Activate contract';
      return task.state === 'waiting' ? task.says : 'Create contract';
    case 'admin_activated':
      return task.turn?.side === 'tenant' ? `${task.turn.who} activates` : task.says;
    case 'account_connected':
      if (task.state === 'not_started' || task.says === '') return 'Connects its AWS account';
      return task.state === 'in_progress' ? `Connects its AWS account: ${task.says}` : task.says;
    case 'profile':
    case 'cur_confirmed':
    case 'insights':
      return task.says || task.title;
  }
}

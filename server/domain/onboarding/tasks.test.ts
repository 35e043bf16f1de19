import { describe, expect, it } from 'vitest';
import { type ConnectionState, unconfirmedStates } from '@/lib/connection-states';
import { headlineOf, progressOf, type Task, type TaskKey } from '@/lib/onboarding';
import type { AdminFacts, ConnectionFacts, ContractFacts, Facts } from './facts';
import { deriveTasks } from './tasks';
import type { Viewer } from './viewer';

const created = '2026-11-01T09:00:00.000Z';

const partner: Viewer = {
  mayInviteFirst: true,
  mayInvite: true,
  mayReadUsers: true,
  mayReadConnections: true,
  mayWriteContract: true,
  mayConnect: true,
  mayConfirm: false,
  isPartner: true,
  isDirectPartner: true,
};
const own: Viewer = {
  ...partner,
  mayWriteContract: false,
  mayConfirm: true,
  isPartner: false,
  isDirectPartner: false,
};
const sales: Viewer = {
  ...partner,
  mayInviteFirst: false,
  mayInvite: false,
  mayWriteContract: false,
  mayConnect: false,
  mayConfirm: false,
};

function admin(state: AdminFacts['state']): AdminFacts {
  return {
    id: 'm1',
    tenant_id: 't',
    state,
    invited_at: '2026-11-02T09:00:00.000Z',
    activated_at: state === 'active' || state === 'disabled' ? '2026-11-03T09:00:00.000Z' : null,
    first_name: 'Maria',
    last_name: 'Kvam',
    email: 'maria@fjord.example',
  };
}

function contract(state: ContractFacts['state'], listed: string[] = []): ContractFacts {
  return {
    id: 'c1',
    tenant_id: 't',
    name: 'Fjord 2027',
    state,
    start_date: '2026-12-01',
    time_zone: 'Europe/Oslo',
    accounts_mode: listed.length > 0 ? 'listed' : 'all',
    account_ids_json: JSON.stringify(listed),
    created_at: '2026-11-04T09:00:00.000Z',
    activated_at: state === 'draft' ? null : '2026-11-05T09:00:00.000Z',
    ended_at: state === 'expired' ? '2026-11-06T09:00:00.000Z' : null,
  };
}

function connection(state: ConnectionState, changed: Partial<ConnectionFacts> = {}): ConnectionFacts {
  const confirmed = state === 'confirmed' || state === 'complete';
  return {
    id: 'k1',
    tenant_id: 't',
    purpose: 'reports',
    state,
    state_before: null,
    reviewed_at: created,
    account_id: '123456789012',
    bucket: 'fjord-cur',
    stack_reason: null,
    link_made_at: '2026-11-07T09:00:00.000Z',
    next_poll_at: '2026-11-07T11:00:03.000Z',
    role_first_seen_at: '2026-11-07T10:00:00.000Z',
    report_first_seen_at: null,
    next_validation_at: null,
    validated_at: null,
    findings_json: '[]',
    delivery: 'not_available',
    created_at: '2026-11-07T08:00:00.000Z',
    updated_at: '2026-11-07T11:00:00.000Z',
    confirmed_at: confirmed ? '2026-11-08T09:00:00.000Z' : null,
    completed_at: state === 'complete' ? '2026-11-09T09:00:00.000Z' : null,
    ...changed,
  };
}

function customer(changed: Partial<Omit<Facts, 'tenant'>> & { onboardedAt?: string } = {}): Facts {
  const { onboardedAt, ...facts } = changed;
  return {
    tenant: {
      id: 't',
      kind: 'customer',
      name: 'Fjord Foods',
      domain: 'fjord.example',
      parent_id: 'p',
      created_at: created,
      onboarded_at: onboardedAt ?? null,
      partner_may_confirm: 0,
    },
    parentName: 'Harbour Resale',
    admins: [],
    contracts: [],
    connections: [],
    ...facts,
  };
}

const ready = { admins: [admin('active')], contracts: [contract('active')] };

function taskOf(facts: Facts, key: TaskKey, viewer: Viewer = partner): Task {
  const task = deriveTasks(facts, viewer).find((one) => one.key === key);
  if (!task) throw new Error(`no task ${key}`);
  return task;
}

const summary = (facts: Facts) => {
  const { completed, total, done, next, status } = progressOf(deriveTasks(facts, partner));
  return {
    count: `${completed} of ${total}`,
    done,
    next: next?.key ?? null,
    side: next?.turn?.side ?? null,
    status,
  };
};

describe('the tasks of each kind', () => {
  it('stand in the order of the product', () => {
    expect(deriveTasks(customer(), partner).map((task) => task.key)).toEqual([
      'profile',
      'invite_admin',
      'contract_active',
      'admin_activated',
      'account_connected',
      'cur_confirmed',
      'insights',
    ]);
    const reseller = customer();
    reseller.tenant.kind = 'reseller';
    expect(deriveTasks(reseller, partner).map((task) => task.key)).toEqual([
      'profile',
      'invite_admin',
      'admin_activated',
      'contract_active',
    ]);
    reseller.tenant.kind = 'distributor';
    expect(progressOf(deriveTasks(reseller, partner))).toMatchObject({ total: 0, status: 'not_available' });
  });
});

describe('progress along the way', () => {
  it.each<[string, Facts, ReturnType<typeof summary>]>([
    [
      'just added',
      customer(),
      { count: '1 of 6', done: false, next: 'invite_admin', side: 'partner', status: 'waiting' },
    ],
    [
      'invited, no contract',
      customer({ admins: [admin('invited')] }),
      { count: '2 of 6', done: false, next: 'contract_active', side: 'partner', status: 'waiting' },
    ],
    [
      'a draft contract',
      customer({ admins: [admin('invited')], contracts: [contract('draft')] }),
      { count: '2 of 6', done: false, next: 'contract_active', side: 'partner', status: 'in_progress' },
    ],
    [
      'the only draft was cancelled',
      customer({
        admins: [admin('invited')],
        contracts: [{ ...contract('cancelled'), activated_at: null }],
      }),
      { count: '2 of 6', done: false, next: 'contract_active', side: 'partner', status: 'waiting' },
    ],
    [
      'contract active, not yet activated',
      customer({ admins: [admin('invited')], contracts: [contract('active')] }),
      { count: '3 of 6', done: false, next: 'admin_activated', side: 'tenant', status: 'waiting' },
    ],
    [
      'the invitation expired',
      customer({ admins: [admin('expired')], contracts: [contract('active')] }),
      { count: '3 of 6', done: false, next: 'admin_activated', side: 'partner', status: 'attention' },
    ],
    [
      'the invitation was cancelled',
      customer({ admins: [admin('cancelled')] }),
      { count: '1 of 6', done: false, next: 'invite_admin', side: 'partner', status: 'attention' },
    ],
    [
      'ready to connect',
      customer(ready),
      { count: '4 of 6', done: false, next: 'account_connected', side: 'tenant', status: 'waiting' },
    ],
    [
      'the stack is on its way',
      customer({ ...ready, connections: [connection('stack_in_progress')] }),
      { count: '4 of 6', done: false, next: 'account_connected', side: 'aws', status: 'waiting' },
    ],
    ...(['awaiting_stack', 'stack_in_progress', 'verifying'] as const).map(
      (state): [string, Facts, ReturnType<typeof summary>] => [
        `${state} for 14 days: looking stopped, so it is the customer's turn whatever was waited for`,
        customer({ ...ready, connections: [connection(state, { next_poll_at: null })] }),
        { count: '4 of 6', done: false, next: 'account_connected', side: 'tenant', status: 'attention' },
      ],
    ),
    [
      'the stack failed',
      customer({ ...ready, connections: [connection('stack_failed')] }),
      { count: '4 of 6', done: false, next: 'account_connected', side: 'tenant', status: 'failed' },
    ],
    [
      'connected, waiting for a first delivery',
      customer({ ...ready, connections: [connection('awaiting_report')] }),
      { count: '5 of 6', done: false, next: 'cur_confirmed', side: 'aws', status: 'waiting' },
    ],
    [
      'no report is valid',
      customer({ ...ready, connections: [connection('report_invalid')] }),
      { count: '5 of 6', done: false, next: 'cur_confirmed', side: 'tenant', status: 'attention' },
    ],
    [
      'confirmed',
      customer({ ...ready, connections: [connection('confirmed')] }),
      { count: '5 of 6', done: false, next: 'cur_confirmed', side: 'tenant', status: 'in_progress' },
    ],
    [
      'complete',
      customer({ ...ready, connections: [connection('complete')] }),
      { count: '6 of 6', done: true, next: null, side: null, status: 'done' },
    ],
    [
      'needs CUR 2.0',
      customer({ ...ready, connections: [connection('unsupported')] }),
      { count: '4 of 6', done: false, next: 'account_connected', side: null, status: 'not_available' },
    ],
    [
      'paused by its contract',
      customer({
        admins: [admin('active')],
        contracts: [contract('expired')],
        connections: [connection('paused', { state_before: 'awaiting_stack' })],
      }),
      { count: '3 of 6', done: false, next: 'contract_active', side: 'partner', status: 'attention' },
    ],
  ])('%s', (_, facts, expected) => {
    expect(summary(facts)).toEqual(expected);
  });

  it('of a stack that failed or stalled says why in words, not as AWS wrote it', () => {
    const says = (of: ConnectionFacts) =>
      taskOf(customer({ ...ready, connections: [of] }), 'account_connected')?.says;
    const denied = 'User: x is not authorized to perform: iam:CreateRole on resource: y';
    expect(says(connection('stack_failed', { stack_reason: denied }))).toBe(
      'The stack failed. Your AWS user may not call iam:CreateRole.',
    );
    expect(says(connection('stack_failed', { stack_reason: 'Internal Failure' }))).toBe(
      'The stack failed. Internal Failure',
    );
    expect(says(connection('awaiting_stack', { next_poll_at: null }))).toContain('looking stopped');
  });

  it('of a contract that is to start waits for the calendar and for nobody', () => {
    const task = taskOf(
      customer({ admins: [admin('active')], contracts: [contract('scheduled')] }),
      'contract_active',
    );
    expect(task).toMatchObject({
      state: 'waiting',
      says: '"Fjord 2027" starts on 1 Dec 2026 (Europe/Oslo).',
      turn: { side: 'clock', who: '1 Dec 2026', isYours: false },
    });
  });

  it('has a state, an owner and a sentence in every state of a connection', () => {
    for (const state of unconfirmedStates) {
      const facts = customer({ ...ready, connections: [connection(state)] });
      const next = progressOf(deriveTasks(facts, own)).next;
      expect(next?.turn, state).not.toBeNull();
      expect(next?.since, state).not.toBeNull();
      expect(next && headlineOf(next), state).toMatch(/\w/);
    }
  });
});

describe('the AWS tasks', () => {
  it('start with the one button of the wizard', () => {
    expect(taskOf(customer(ready), 'account_connected', own).button).toEqual({
      label: 'Connect your AWS Management Account',
      href: '/connections/new',
      post: {},
    });
    expect(taskOf(customer(ready), 'account_connected', partner).button?.post).toEqual({ tenantId: 't' });
  });

  it('continue at the step that is due', () => {
    const facts = customer({ ...ready, connections: [connection('draft', { bucket: null })] });
    expect(taskOf(facts, 'account_connected', own).button).toEqual({
      label: 'Continue connecting 1234-5678-9012 (step 3 of 6)',
      href: '/connections/k1/report',
    });
  });

  it('count the accounts that the contract lists', () => {
    const listed = ['111111111111', '222222222222', '333333333333'];
    const facts = customer({
      ...ready,
      contracts: [contract('active', listed)],
      connections: [
        connection('complete', { id: 'k1', account_id: '111111111111' }),
        connection('report_valid', { id: 'k2', account_id: '222222222222' }),
        connection('complete', { id: 'k3', account_id: '999999999999' }),
      ],
    });
    expect(taskOf(facts, 'account_connected').says).toMatch(/^2 of 3\./);
    expect(taskOf(facts, 'cur_confirmed').says).toMatch(/^1 of 3\./);
    expect(progressOf(deriveTasks(facts, partner)).done).toBe(false);
  });

  it('are done when every listed account is complete', () => {
    const facts = customer({
      ...ready,
      contracts: [contract('active', ['111111111111', '222222222222'])],
      connections: [
        connection('complete', { id: 'k1', account_id: '111111111111' }),
        connection('complete', {
          id: 'k2',
          account_id: '222222222222',
          completed_at: '2026-11-10T09:00:00.000Z',
        }),
      ],
    });
    const progress = progressOf(deriveTasks(facts, partner));
    expect([progress.done, progress.doneAt]).toEqual([true, '2026-11-10T09:00:00.000Z']);
  });

  it('never reopen: not for a later account, a broken connection or a longer list', () => {
    const complete = connection('complete');
    const later = connection('draft', { id: 'k2', account_id: null });
    const broken = connection('broken', {
      state_before: 'complete',
      completed_at: '2026-11-09T09:00:00.000Z',
    });
    const longer = {
      ...ready,
      contracts: [contract('active', ['123456789012', '222222222222'])],
      connections: [complete],
      onboardedAt: '2026-11-09T09:00:00.000Z',
    };
    for (const facts of [
      customer({ ...ready, connections: [complete, later] }),
      customer({ ...ready, connections: [broken] }),
      customer(longer),
    ]) {
      expect(summary(facts)).toMatchObject({ count: '6 of 6', done: true });
    }
  });

  it('of a connection that broke before it was complete has failed', () => {
    const facts = customer({
      ...ready,
      connections: [connection('broken', { state_before: 'report_valid' })],
    });
    expect(taskOf(facts, 'account_connected').state).toBe('failed');
  });

  it('leave insights outside the count, and call them skipped after Complete', () => {
    const complete = customer({ ...ready, connections: [connection('complete')] });
    expect(taskOf(complete, 'insights')).toMatchObject({ optional: true, state: 'not_available' });
    const linked = customer({
      ...ready,
      connections: [connection('role_verified', { id: 'i1', purpose: 'insights' })],
    });
    expect(taskOf(linked, 'insights').state).toBe('done');
    expect(summary(linked).count).toBe('4 of 6');
  });
});

describe('who looks', () => {
  const confirming = customer({ ...ready, connections: [connection('report_valid')] });

  it('sees only buttons that they may press', () => {
    const labels = (viewer: Viewer, facts: Facts) =>
      deriveTasks(facts, viewer).flatMap((task) => (task.button ? [task.button.label] : []));
    expect(labels(sales, customer({ admins: [admin('expired')] }))).toEqual([]);
    expect(labels(partner, customer())).toEqual(['Invite admin user', 'Create contract']);
    expect(labels(own, confirming)).toEqual(['Confirm and proceed']);
    expect(labels(partner, confirming)).toEqual(['Validate CUR']);
  });

  it('opens the first invitation without a look at users, until somebody was activated', () => {
    const blind = { ...partner, mayReadUsers: false };
    const hrefs = (viewer: Viewer, ...states: AdminFacts['state'][]) =>
      taskOf(customer({ admins: states.map(admin) }), 'admin_activated', viewer).button?.href ?? null;
    expect(hrefs(blind, 'invited')).toBe('/settings/users/m1');
    expect(hrefs(blind, 'expired')).toBe('/settings/users/m1');
    expect(hrefs(blind, 'disabled')).toBeNull();
    expect(hrefs(blind, 'disabled', 'invited')).toBeNull();
    expect(hrefs(partner, 'disabled')).toBe('/settings/users/m1');
    expect(hrefs({ ...blind, mayInvite: false }, 'invited')).toBeNull();
  });

  it('invites the first Admin by the role in the own tenant alone', () => {
    const inside = { ...partner, mayInviteFirst: false };
    expect(taskOf(customer(), 'invite_admin', inside).button).toBeNull();
  });

  it('is told when it is their own turn', () => {
    expect(taskOf(customer(), 'invite_admin', partner).turn?.isYours).toBe(true);
    expect(taskOf(customer(), 'invite_admin', { ...partner, isDirectPartner: false }).turn?.isYours).toBe(
      false,
    );
    expect(taskOf(confirming, 'cur_confirmed', own).turn?.isYours).toBe(true);
    expect(taskOf(confirming, 'cur_confirmed', partner).turn?.isYours).toBe(false);
  });

  it('without a look at users learns no name', () => {
    const facts = customer({ admins: [admin('invited')], contracts: [contract('active')] });
    const blind = { ...partner, mayReadUsers: false };
    expect(JSON.stringify(deriveTasks(facts, blind))).not.toContain('Maria');
    expect(headlineOf(taskOf(facts, 'admin_activated', partner))).toBe('Maria K. activates');
  });

  it('without a look at connections learns how far they are, and nothing of accounts and stacks', () => {
    const blind = { ...partner, mayReadConnections: false, mayConnect: false };
    const told = (state: ConnectionFacts['state'], viewer: Viewer) =>
      deriveTasks(customer({ ...ready, connections: [connection(state)] }), viewer).slice(-3);
    for (const state of ['stack_failed', 'role_verified', 'report_invalid', 'complete'] as const) {
      const tasks = told(state, blind);
      expect(tasks.map(({ says, button }) => ({ says, button }))).toEqual(
        Array(3).fill({ says: '', button: null }),
      );
      expect(tasks.map((task) => task.state)).toEqual(told(state, partner).map((task) => task.state));
    }
    expect(told('role_verified', partner)[0]?.says).toContain('is connected');
  });
});

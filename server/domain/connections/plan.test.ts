import { describe, expect, test } from 'vitest';
import type { ConnectionEventKind } from '@/lib/connection-events';
import { type ConnectionState, canMove } from '@/lib/connection-states';
import { findingOf } from '@/server/testing/connecting';
import { stackOf } from '@/server/testing/fake-aws';
import type { Verdict } from './judge';
import type { Observation } from './observe';
import { planAfterLook, polledStates } from './plan';

const now = new Date('2026-11-26T12:00:00.000Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000).toISOString();
const ours = stackOf();
const other = { ...ours, id: ours.id.replace(/1$/, '2') };

type Stack = Observation['stack'];
const seen = (status: string, reason: string | null = null): Stack => ({
  is: 'seen',
  sighting: { ...stackOf(status, reason), id: ours.id },
});

type About = Parameters<typeof planAfterLook>[0]['connection'];

const waiting: About = {
  state: 'awaiting_stack',
  role_first_seen_at: null,
  trust_checked_at: null,
  findings_json: '[]',
  stack_id: null,
  stack_status: null,
};
/** The IAM role let us in 10 s ago. */
const inProgress: About = {
  ...waiting,
  state: 'stack_in_progress',
  role_first_seen_at: ago(10),
  trust_checked_at: ago(10),
  stack_id: ours.id,
  stack_status: 'CREATE_IN_PROGRESS',
};
const verifying: About = { ...inProgress, state: 'verifying', stack_status: 'CREATE_COMPLETE' };

interface Case {
  was: About;
  stack?: Stack;
  role?: 'assumed' | 'refused' | 'unknown';
  trust?: Observation['trust'];
  accepted?: boolean;
  errors?: Parameters<typeof findingOf>[0][];
}

function plan({ was, stack = { is: 'unknown' }, role = 'assumed', trust = 'exact', ...of }: Case) {
  const { accepted = role === 'assumed', errors = [] } = of;
  const answer = role === 'unknown' ? 'Throttling' : 'AccessDenied';
  const observation: Observation = {
    role:
      role === 'assumed'
        ? { is: role, account: '111122223333' }
        : role === 'refused'
          ? { is: role, answer }
          : { is: role, answer, trouble: 'throttled' },
    without: 'refused',
    wrong: 'refused',
    trust,
    policies: { is: 'unknown' },
    stack,
    organization: { is: 'management' },
  };
  const verdict: Verdict = {
    findings: errors.map((code) => findingOf(code)),
    accepted,
    roleSeen: role === 'assumed',
    refused: role === 'refused',
  };
  return planAfterLook({ connection: was, observation, verdict, now });
}

type Row = [string, Case, { way?: ConnectionState[]; said?: ConnectionEventKind[]; set?: object }];

function check(rows: Row[]) {
  test.each<Row>(rows)('%s', (_, of, { way = [], said = [], set = {} }) => {
    const made = plan(of);
    expect(made.way).toEqual(way);
    expect(made.events.map(({ kind }) => kind)).toEqual(said);
    expect(made.set).toMatchObject(set);
    expect(made.set.polled_at).toBe(now.toISOString());
  });
}

describe('on the way to a complete stack', () => {
  check([
    ['nobody there yet', { was: waiting, role: 'refused' }, { set: { findings_json: '[]' } }],
    ['no clear answer', { was: inProgress, role: 'unknown' }, {}],
    [
      'the IAM role is there, the stack is being created',
      { was: waiting, stack: seen('CREATE_IN_PROGRESS') },
      {
        way: ['stack_in_progress'],
        said: ['stack_started', 'role_found'],
        set: { role_first_seen_at: now.toISOString(), stack_id: ours.id },
      },
    ],
    [
      'the trust cannot be read, so the ID is not recorded',
      { was: waiting, stack: seen('CREATE_IN_PROGRESS'), trust: 'unknown', accepted: false },
      { way: ['stack_in_progress'], said: ['stack_started', 'role_found'], set: { stack_id: null } },
    ],
    ['the same again', { was: inProgress, stack: seen('CREATE_IN_PROGRESS') }, {}],
    [
      'complete and proven in one look',
      { was: waiting, stack: seen('CREATE_COMPLETE') },
      { way: ['verifying', 'role_verified'], said: ['role_found', 'stack_complete'] },
    ],
    [
      'complete, the proof is not there yet',
      { was: inProgress, stack: seen('CREATE_COMPLETE'), accepted: false },
      { way: ['verifying'], said: ['stack_complete'] },
    ],
    [
      'complete, and what the proof found is told once',
      { was: inProgress, stack: seen('CREATE_COMPLETE'), accepted: false, errors: ['ROLE_TRUST_OPEN'] },
      { way: ['verifying'], said: ['role_refused', 'stack_complete'] },
    ],
    ['proven after that', { was: verifying, stack: seen('CREATE_COMPLETE') }, { way: ['role_verified'] }],
    [
      'a stack that may not be watched, seen 19 s ago',
      { was: { ...inProgress, role_first_seen_at: ago(19), stack_status: null } },
      {},
    ],
    [
      'a stack that may not be watched, seen 20 s ago',
      { was: { ...inProgress, role_first_seen_at: ago(20), stack_status: null } },
      { way: ['verifying', 'role_verified'] },
    ],
    [
      'updated before it was accepted',
      { was: verifying, stack: seen('UPDATE_COMPLETE') },
      { way: ['role_verified'] },
    ],
  ]);
});

const failed = { way: ['stack_failed' as const], set: { next_poll_at: null } };

describe('a stack that fails', () => {
  check([
    ...['CREATE_FAILED', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_FAILED', 'ROLLBACK_COMPLETE'].map(
      (status): Row => [
        `seen in ${status}: with AWS's reason`,
        { was: inProgress, stack: seen(status, 'Role with name x already exists.') },
        {
          ...failed,
          said: ['stack_failed'],
          set: { ...failed.set, stack_status: status, stack_reason: 'Role with name x already exists.' },
        },
      ],
    ),
    [
      'its IAM role is gone for a minute',
      { was: { ...inProgress, trust_checked_at: ago(60) }, role: 'refused' },
      {
        ...failed,
        said: ['stack_failed'],
        set: { ...failed.set, role_first_seen_at: null, trust_checked_at: null, stack_status: null },
      },
    ],
    [
      'its IAM role is gone for 59 s: IAM may have forgotten it for a moment',
      { was: { ...inProgress, trust_checked_at: ago(59) }, role: 'refused' },
      {},
    ],
    [
      'while it is being verified its IAM role goes: waited for again',
      { was: { ...verifying, trust_checked_at: ago(60) }, role: 'refused' },
      { way: ['awaiting_stack'], said: ['role_lost'], set: { role_first_seen_at: null } },
    ],
  ]);
});

describe('a stack that is deleted', () => {
  const states: About[] = [{ ...waiting, stack_id: ours.id }, inProgress, verifying];
  const stacks: [string, Stack][] = [
    ['is not found by its ID any more', { is: 'deleted' }],
    ['is being deleted', seen('DELETE_IN_PROGRESS')],
    ['could not be deleted', seen('DELETE_FAILED')],
  ];
  check(
    states.flatMap((was) =>
      stacks.map(([how, stack]): Row => {
        const found = was.role_first_seen_at === null ? (['role_found'] as const) : [];
        return [
          `${was.state}: it ${how}`,
          { was, stack },
          { ...failed, said: [...found, 'stack_deleted'], set: { ...failed.set, stack_reason: null } },
        ];
      }),
    ),
  );
});

describe('a stack that is made anew under its name', () => {
  const anew: Stack = { is: 'replaced', by: other };
  check([
    ...[inProgress, verifying].map(
      (was): Row => [
        `${was.state}: the proof begins anew, however complete the new one is`,
        { was: { ...was, role_first_seen_at: ago(3_600) }, stack: anew },
        {
          said: ['stack_deleted', 'stack_replaced'],
          set: {
            stack_id: other.id,
            stack_status: 'CREATE_COMPLETE',
            role_first_seen_at: now.toISOString(),
          },
        },
      ],
    ),
    [
      'the next look believes it',
      { was: { ...verifying, stack_id: other.id }, stack: { is: 'seen', sighting: other } },
      { way: ['role_verified'] },
    ],
  ]);
});

test('whatever is seen, only listed states are walked to, and nothing is moved that stays', () => {
  const statuses = [
    'CREATE_IN_PROGRESS',
    'CREATE_COMPLETE',
    'ROLLBACK_COMPLETE',
    'DELETE_COMPLETE',
    'UPDATE_COMPLETE',
  ];
  const all: Stack[] = [
    { is: 'unknown' },
    { is: 'deleted' },
    { is: 'replaced', by: other },
    ...statuses.map((s) => seen(s)),
  ];
  const beginnings = polledStates.map((state): About => ({ ...inProgress, state }));
  const cases = beginnings.flatMap((was) =>
    all.flatMap((stack) =>
      (['assumed', 'refused', 'unknown'] as const).flatMap((role) =>
        [true, false].map(
          (accepted): Case => ({ was, stack, role, accepted: accepted && role === 'assumed' }),
        ),
      ),
    ),
  );
  for (const one of cases) {
    let from: ConnectionState = one.was.state;
    for (const to of plan(one).way) {
      expect(canMove(from, { to, cameFrom: null }), `${from} to ${to}`).toBe(true);
      from = to;
    }
  }
});

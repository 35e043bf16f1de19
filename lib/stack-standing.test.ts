import { describe, expect, test } from 'vitest';
import { type StandingFacts, type StandingView, stackStanding } from './stack-standing';

const at = '2026-11-26T12:00:00.000Z';
const earlier = '2026-11-20T12:00:00.000Z';
const facts: StandingFacts = {
  stackName: 'tributary-reports-a1',
  roleName: 'tributary-reports-a1',
  status: 'CREATE_COMPLETE',
  findings: [],
  events: [{ kind: 'stack_complete', detail: null, at: earlier }],
};
const since = (...kinds: StandingFacts['events'][number]['kind'][]) => [
  ...kinds.map((kind) => ({ kind, detail: null, at })),
  ...facts.events,
];

type Row = [string, Partial<StandingFacts>, string, StandingView['notices'][number]['kind'][], boolean];

describe('a stack that was complete', () => {
  test.each<Row>([
    ['as it was made', {}, 'Complete', [], true],
    ['not to be watched', { status: null }, 'Not watched; its IAM role answers', [], true],
    ['being updated', { status: 'UPDATE_IN_PROGRESS' }, 'Being updated', [], true],
    ['updated', { status: 'UPDATE_COMPLETE', events: since('stack_updated') }, 'Complete, updated', [], true],
    [
      'an update that is being taken back',
      { status: 'UPDATE_ROLLBACK_IN_PROGRESS' },
      'Update is being rolled back',
      ['update_failed'],
      true,
    ],
    [
      'an update that was rolled back',
      { status: 'UPDATE_ROLLBACK_COMPLETE', events: since('stack_update_failed') },
      'Update rolled back',
      ['update_failed'],
      true,
    ],
    [
      'an update that is stuck',
      { status: 'UPDATE_ROLLBACK_FAILED' },
      'Update failed',
      ['update_failed'],
      true,
    ],
    ['being deleted', { status: 'DELETE_IN_PROGRESS' }, 'Being deleted', ['deleted'], false],
    ['that could not be deleted', { status: 'DELETE_FAILED' }, 'Could not be deleted', ['deleted'], true],
    ['deleted, its role kept', { status: 'DELETE_COMPLETE' }, 'Deleted', ['deleted'], false],
    ['made anew', { events: since('stack_replaced', 'stack_deleted') }, 'Complete', ['replaced'], true],
    [
      'made anew and updated since',
      { status: 'UPDATE_COMPLETE', events: since('stack_updated', 'stack_replaced') },
      'Complete, updated',
      [],
      true,
    ],
    ['whose role is gone', { findings: ['ROLE_NOT_REACHABLE'] }, 'Not to be seen', ['unreachable'], false],
    ['a status that AWS adds one day', { status: 'FROZEN' }, 'FROZEN', [], true],
  ])('%s', (_, change, word, kinds, stands) => {
    const seen = stackStanding({ ...facts, ...change });
    expect(seen.status.word).toBe(word);
    expect(seen.notices.map(({ kind }) => kind)).toEqual(kinds);
    expect(seen.stands).toBe(stands);
    for (const { title, says } of seen.notices) {
      expect(title).toMatch(/tributary-reports-a1/);
      expect(says).toMatch(/\.$/);
    }
  });

  test('says why an update failed, in words and as AWS wrote it', () => {
    const detail = 'User: kim is not authorized to perform: iam:CreatePolicyVersion on resource: x';
    const events = [{ kind: 'stack_update_failed' as const, detail, at }];
    const [notice] = stackStanding({ ...facts, status: 'UPDATE_ROLLBACK_COMPLETE', events }).notices;
    expect(notice?.title).toContain('Your AWS user may not call iam:CreatePolicyVersion.');
    expect(notice).toMatchObject({ aws: detail, at });
  });
});

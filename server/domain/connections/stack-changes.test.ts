import { describe, expect, test } from 'vitest';
import type { Finding } from '@/lib/findings/vocabulary';
import type { StackSighting } from '@/server/aws/port';
import { findingOf } from '@/server/testing/connecting';
import { stackOf } from '@/server/testing/fake-aws';
import type { Observation } from './observe';
import { stackChanges } from './stack-changes';

const ours = stackOf('CREATE_COMPLETE');
const other = { ...ours, id: ours.id.replace(/1$/, '2') };
const before = {
  stack_id: ours.id,
  stack_name: 'tributary-reports-1',
  stack_status: 'CREATE_COMPLETE',
  stack_updated_at: null,
  findings_json: '[]',
};
const at = (status: string, more: Partial<StackSighting> = {}): Observation['stack'] => ({
  is: 'seen',
  sighting: { ...ours, status, ...more },
});
const later = '2026-11-26T12:00:00.000Z';

function seen(
  stack: Observation['stack'],
  more: { findings?: Finding[]; refused?: true; policies?: Observation['policies'] } = {},
) {
  const role: Observation['role'] = more.refused
    ? { is: 'refused', answer: 'AccessDenied' }
    : { is: 'assumed', account: '111122223333' };
  const policies = more.policies ?? { is: 'seen', ours: true, attached: [], more: [], less: [] };
  return {
    observation: { role, stack, trust: 'exact', policies } as const,
    findings: more.findings ?? [],
  };
}

describe('what became of a stack that was complete', () => {
  test.each<[string, Partial<Parameters<typeof stackChanges>[0]>, Observation['stack'], string[]]>([
    ['the same as before', {}, at('CREATE_COMPLETE'), []],
    ['an update on its way', {}, at('UPDATE_IN_PROGRESS'), []],
    ['updated', {}, at('UPDATE_COMPLETE', { updatedAt: later }), ['stack_updated']],
    [
      'updated, and seen already',
      { stack_status: 'UPDATE_COMPLETE', stack_updated_at: later },
      at('UPDATE_COMPLETE', { updatedAt: later }),
      [],
    ],
    [
      'updated once more',
      { stack_status: 'UPDATE_COMPLETE', stack_updated_at: '2026-11-25T12:00:00.000Z' },
      at('UPDATE_COMPLETE', { updatedAt: later }),
      ['stack_updated'],
    ],
    [
      'an update that was rolled back',
      {},
      at('UPDATE_ROLLBACK_COMPLETE', { updatedAt: later }),
      ['stack_update_failed'],
    ],
    ['being deleted', {}, at('DELETE_IN_PROGRESS'), ['stack_deleted']],
    ['deleted, told already', { stack_status: 'DELETE_IN_PROGRESS' }, { is: 'deleted' }, []],
    ['deleted while its role is kept', {}, { is: 'deleted' }, ['stack_deleted']],
    ['made anew', {}, { is: 'replaced', by: other }, ['stack_deleted', 'stack_replaced']],
    ['not to be seen', {}, { is: 'unknown' }, []],
  ])('%s', (_, was, stack, kinds) => {
    const { events } = stackChanges({ ...before, ...was }, seen(stack));
    expect(events.map(({ kind }) => kind)).toEqual(kinds);
  });

  test('the status of a stack with another ID is written down with that ID, never as ours', () => {
    const { set } = stackChanges(
      before,
      seen({ is: 'replaced', by: { ...other, status: 'UPDATE_COMPLETE' } }),
    );
    expect(set).toMatchObject({ stack_id: other.id, stack_status: 'UPDATE_COMPLETE' });
  });

  test('a role that lets nobody in tells nothing of its stack', () => {
    const findings = [findingOf('ROLE_NOT_REACHABLE')];
    const drifted = { ...before, findings_json: JSON.stringify([findingOf('ROLE_TOO_BROAD', 'warning')]) };
    expect(stackChanges(drifted, seen({ is: 'deleted' }, { findings, refused: true }))).toEqual({
      set: {},
      events: [],
    });
  });
});

describe('an IAM role that differs from the template', () => {
  const broad = findingOf('ROLE_TOO_BROAD', 'warning');
  const open = findingOf('ROLE_TRUST_OPEN');
  const withBroad = { ...before, findings_json: JSON.stringify([broad]) };

  test.each([
    { was: before, has: [broad], told: [{ kind: 'drifted', detail: 'ROLE_TOO_BROAD' }] },
    { was: withBroad, has: [broad], told: [] },
    { was: withBroad, has: [broad, open], told: [{ kind: 'drifted', detail: 'ROLE_TRUST_OPEN' }] },
    { was: withBroad, has: [], told: [{ kind: 'drift_ended' }] },
    { was: before, has: [], told: [] },
  ])('is told once when it comes, and once when it ends ($told)', ({ was, has, told }) => {
    expect(stackChanges(was, seen(at('CREATE_COMPLETE'), { findings: has })).events).toEqual(told);
  });

  test('policies that could not be read end no drift', () => {
    const unread = seen(at('CREATE_COMPLETE'), { policies: { is: 'unknown' } });
    expect(stackChanges(withBroad, unread).events).toEqual([]);
  });

  test('the activity says in words what differs', () => {
    const { activity } = stackChanges(before, seen(at('CREATE_COMPLETE'), { findings: [open] }));
    expect(activity).toEqual({
      action: 'connection.drifted',
      detail: { why: 'The IAM role does not insist on the external ID' },
    });
  });
});

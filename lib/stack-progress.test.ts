import { expect, test } from 'vitest';
import { type ProgressFacts, stackProgress } from './stack-progress';

const LINK = '2026-11-23T14:02:00.000Z';
const START = '2026-11-23T14:03:00.000Z';

const facts: ProgressFacts = {
  state: 'stack_in_progress',
  linkMadeAt: LINK,
  stackStatus: 'CREATE_IN_PROGRESS',
  roleFirstSeenAt: START,
  refused: null,
  taken: false,
  events: [{ kind: 'stack_started', at: START }],
};

/** The line that is not behind: its state and words. */
const due = (changed: Partial<ProgressFacts>) => {
  const line = stackProgress({ ...facts, ...changed }).find(({ state }) => state !== 'done');
  return line && `${line.state}: ${line.label}${line.detail ? ` (${line.detail})` : ''}`;
};

test.each<[changed: Partial<ProgressFacts>, line: string | undefined]>([
  [{ state: 'awaiting_stack' }, 'current: Waiting for the stack'],
  [{ roleFirstSeenAt: null }, 'current: IAM role found (CREATE_IN_PROGRESS)'],
  [{}, 'current: Waiting for the stack to finish (CREATE_IN_PROGRESS)'],
  [{ state: 'verifying', stackStatus: 'CREATE_COMPLETE' }, 'current: IAM role checked'],
  [{ state: 'verifying', refused: 'Opens without it' }, 'failed: IAM role checked (Opens without it)'],
  [{ state: 'stack_failed', stackStatus: null }, 'failed: Stack failed'],
  [
    { state: 'stack_failed', stackStatus: 'ROLLBACK_COMPLETE' },
    'failed: Stack rolled back (ROLLBACK_COMPLETE)',
  ],
  [{ state: 'role_verified', stackStatus: 'CREATE_COMPLETE' }, undefined],
])('%o stands at %s', (changed, line) => {
  expect(due(changed)).toBe(line);
});

test('a stack that was not seen complete is not called so', () => {
  const words = (stackStatus: string | null) =>
    stackProgress({ ...facts, state: 'role_verified', stackStatus }).map(({ label }) => label);
  expect(words('CREATE_COMPLETE')).toContain('Stack complete');
  expect(words(null)).not.toContain('Stack complete');
});

test('each line has its time, of this attempt only', () => {
  const events = [
    { kind: 'stack_complete', at: '2026-11-23T14:04:00.000Z' },
    { kind: 'stack_started', at: START },
    { kind: 'role_verified', at: '2026-11-23T13:00:00.000Z' },
  ] as const;
  const lines = stackProgress({ ...facts, state: 'complete', stackStatus: 'CREATE_COMPLETE', events });
  expect(lines.map(({ at }) => at)).toEqual([LINK, START, START, '2026-11-23T14:04:00.000Z', null, null]);
});

import { expect, test } from 'vitest';
import { hasReports, type StepFacts, stepToOpen } from './connections';

const facts: StepFacts = {
  purpose: 'reports',
  state: 'complete',
  stateBefore: null,
  reviewed: true,
  accountId: '111122223333',
  bucket: 'acme-cur',
};

const opens: [name: string, changed: Partial<StepFacts>, step: ReturnType<typeof stepToOpen>][] = [
  ['complete, at its checks', {}, 'validate'],
  ['broken after it was complete, at its checks', { state: 'broken', stateBefore: 'complete' }, 'validate'],
  ['broken before Confirm, at its checks', { state: 'broken', stateBefore: 'report_valid' }, 'validate'],
  ['confirmed, where Complete is due', { state: 'confirmed' }, 'insights'],
  ['half-way, where it stopped', { state: 'awaiting_stack' }, 'stack'],
  [
    'an account with insights that broke, at its only checks',
    { purpose: 'insights', state: 'broken', stateBefore: 'role_verified' },
    'insights',
  ],
];

test.each(opens)('a list opens a connection that is %s', (_name, changed, step) => {
  expect(stepToOpen({ ...facts, ...changed })).toBe(step);
});

test.each<[name: string, changed: Partial<StepFacts>, has: boolean]>([
  ['complete', {}, true],
  ['of a proven IAM role', { state: 'role_verified' }, true],
  ['broken', { state: 'broken', stateBefore: 'confirmed' }, true],
  ['paused', { state: 'paused', stateBefore: 'report_valid' }, false],
  ['that waits for its stack', { state: 'awaiting_stack' }, false],
  ['of an account with insights', { purpose: 'insights', state: 'role_verified' }, false],
])('whether Refresh is offered for a connection %s', (_name, changed, has) => {
  expect(hasReports({ ...facts, ...changed })).toBe(has);
});

import { expect, test } from 'vitest';
import { bucketMovable, lostByMoving, type MoveFacts } from './bucket-move';
import { connectionStates } from './connection-states';

const facts: MoveFacts = {
  purpose: 'reports',
  state: 'complete',
  stateBefore: null,
  wasConfirmed: true,
  reportBy: 'customer',
  bucket: 'acme-cur',
  chosenRoot: 'cur/acme/',
  searchPrefix: null,
};

test('a bucket is moved once its CUR was confirmed, and not where the connection is on its way, paused or at its end', () => {
  const movable = connectionStates.filter((state) => bucketMovable({ ...facts, state }) === 'yes');
  expect(movable).toEqual(['awaiting_report', 'report_invalid', 'report_valid', 'confirmed', 'complete']);
  const unconfirmed = connectionStates.filter(
    (state) => bucketMovable({ ...facts, state, wasConfirmed: false }) !== 'no',
  );
  expect(unconfirmed).toEqual([]);
});

test.each([
  ['broken, confirmed before', { state: 'broken', stateBefore: 'complete' }, 'yes'],
  ['broken, on its way before', { state: 'broken', stateBefore: 'role_verified' }, 'no'],
  ['paused, fallen back before', { state: 'paused', stateBefore: 'report_invalid' }, 'no'],
  ['made by the stack', { reportBy: 'stack' }, 'made-by-stack'],
  [
    'made by the stack, broken',
    { reportBy: 'stack', state: 'broken', stateBefore: 'confirmed' },
    'made-by-stack',
  ],
  ['an account with insights', { purpose: 'insights', bucket: null }, 'no'],
] as const)('%s', (_, changed, expected) => {
  expect(bucketMovable({ ...facts, ...changed })).toBe(expected);
});

test('before a move it says what becomes invalid, by name', () => {
  const lost = lostByMoving({ ...facts, searchPrefix: 'cur/' }).join(' ');
  for (const named of ['acme-cur', 'cur/acme/', 'folder cur/', 'Not available', 'IAM role']) {
    expect(lost).toContain(named);
  }
  expect(lostByMoving({ ...facts, chosenRoot: null })).toHaveLength(3);
  expect(lostByMoving({ ...facts, reportBy: 'stack' })).toEqual([]);
});

import { expect, test } from 'vitest';
import { connectionStates } from './connection-states';
import { type HealthFacts, healthShown } from './health';

const now = '2026-11-26T12:00:00.000Z';
const hoursAgo = (hours: number) => new Date(Date.parse(now) - hours * 3_600_000).toISOString();
const facts: HealthFacts = {
  state: 'complete',
  delivery: 'success',
  roleWarns: false,
  validatedAt: hoursAgo(20),
  nextCheckAt: hoursAgo(-4),
};

test.each([
  ['checked and fit', {}, 'success'],
  ['confirmed, not complete yet', { state: 'confirmed' }, 'success'],
  ['a warning of the report', { delivery: 'warning' }, 'warning'],
  ['the role or its stack warns', { roleWarns: true }, 'warning'],
  ['a failed delivery stays failed, whatever else warns', { delivery: 'failed', roleWarns: true }, 'failed'],
  ['the confirmed report is not fit any more', { state: 'report_invalid', delivery: 'failed' }, 'failed'],
  ['broken', { state: 'broken', delivery: 'failed' }, 'failed'],
  [
    'broken for weeks, and still looked at',
    { state: 'broken', delivery: 'failed', validatedAt: hoursAgo(500), nextCheckAt: hoursAgo(-0.2) },
    'failed',
  ],
  [
    'broken, and nobody looks any more',
    { state: 'broken', delivery: 'failed', nextCheckAt: hoursAgo(49) },
    'not_available',
  ],
  ['checks have not run for two days', { validatedAt: hoursAgo(48.1) }, 'not_available'],
  ['nor when it had failed', { delivery: 'failed', validatedAt: hoursAgo(72) }, 'not_available'],
  ['the last daily check was late', { validatedAt: hoursAgo(47) }, 'success'],
  [
    'AWS gave no answer for two days, tried again each 5 min',
    { validatedAt: hoursAgo(49), nextCheckAt: hoursAgo(-0.05) },
    'not_available',
  ],
  ['before Confirm', { state: 'report_valid', delivery: 'not_available' }, 'not_available'],
  [
    'broke before Confirm',
    { state: 'broken', delivery: 'not_available', validatedAt: null },
    'not_available',
  ],
  [
    'paused: no contract before Confirm',
    { state: 'paused', delivery: 'not_available', roleWarns: true },
    'not_available',
  ],
  ['the contract ended after Complete: checked as before', { state: 'complete' }, 'success'],
  [
    'moved to another bucket, not read yet',
    { delivery: 'not_available', validatedAt: null },
    'not_available',
  ],
  ['disconnected', { state: 'disconnected', delivery: 'success' }, 'not_available'],
] as const)('%s: %o is %s', (_, changed, expected) => {
  expect(healthShown({ ...facts, ...changed }, now).health).toBe(expected);
});

test('no state shows success without a check of the last two days', () => {
  for (const state of connectionStates) {
    for (const delivery of ['success', 'warning', 'failed', 'not_available'] as const) {
      const old = { ...facts, state, delivery, validatedAt: hoursAgo(100), nextCheckAt: hoursAgo(90) };
      expect(healthShown(old, now).health).toBe('not_available');
    }
  }
});

test('it says when checks do not run, and not where none is expected', () => {
  expect(healthShown({ ...facts, validatedAt: hoursAgo(60) }, now).isStale).toBe(true);
  expect(healthShown({ ...facts, delivery: 'not_available', validatedAt: hoursAgo(60) }, now).isStale).toBe(
    false,
  );
});

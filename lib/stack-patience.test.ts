import { describe, expect, test } from 'vitest';
import { connectionStates } from './connection-states';
import { isWaiting, type PatienceView, patience, patienceFor } from './stack-patience';

const now = '2026-11-26T12:00:00.000Z';
const ago = (seconds: number) => new Date(Date.parse(now) - seconds * 1_000).toISOString();
const MINUTE = 60;
const HOUR = 3_600;
const DAY = 24 * HOUR;

describe('how long each state of the stack step is waited for', () => {
  test.each<[Parameters<typeof patienceFor>[0], number, PatienceView['phase'], RegExp | null, boolean]>([
    ['awaiting_stack', 0, 'normal', null, false],
    ['awaiting_stack', 2 * MINUTE - 1, 'normal', null, false],
    ['awaiting_stack', 2 * MINUTE, 'long', /^Nothing is seen of the stack yet/, true],
    ['awaiting_stack', HOUR - 1, 'long', /^Nothing is seen of the stack yet/, true],
    ['awaiting_stack', HOUR, 'long', /for more than an hour/, true],
    ['awaiting_stack', 13 * DAY, 'long', /for more than an hour/, true],
    ['stack_in_progress', 5 * MINUTE - 1, 'normal', null, false],
    ['stack_in_progress', 5 * MINUTE, 'long', /^The stack takes longer/, false],
    ['stack_in_progress', HOUR, 'long', /for more than an hour/, false],
    ['verifying', 2 * MINUTE - 1, 'normal', null, false],
    ['verifying', 2 * MINUTE, 'long', /^The IAM role is not accepted yet/, true],
    ['verifying', HOUR, 'long', /for more than an hour/, true],
  ])('%s after %i s: %s', (state, seconds, phase, title, causes) => {
    const seen = patienceFor(state, { since: ago(seconds), now, stalled: false });
    expect(seen).toMatchObject({ phase, causes });
    if (title === null) expect(seen?.title).toBeNull();
    else expect(seen?.title).toMatch(title);
  });

  test.each(connectionStates.filter(isWaiting))('%s, stalled: says what to look at', (state) => {
    const seen = patienceFor(state, { since: ago(15 * DAY), now, stalled: true });
    expect(seen).toMatchObject({ phase: 'stalled', causes: state !== 'stack_in_progress' });
    expect(seen?.title).toMatch(/14 days/);
    expect(seen?.says).toMatch(/AWS|stack/);
  });

  test('states that wait for nothing of AWS have no patience to lose', () => {
    const others = connectionStates.filter((state) => !isWaiting(state));
    for (const state of others)
      expect(patienceFor(state, { since: ago(DAY), now, stalled: false })).toBeNull();
    expect(others).toContain('stack_failed');
  });

  test('the stages of a wait come one after the other, and each says what to look at', () => {
    for (const { stages, normal } of Object.values(patience)) {
      const begins = stages.map(({ after }) => after);
      expect(begins).toEqual([...begins].sort((a, b) => a - b));
      expect(normal).toMatch(/ s|minute/);
      for (const { says } of stages) expect(says).toMatch(/\bAWS\b/);
    }
  });
});

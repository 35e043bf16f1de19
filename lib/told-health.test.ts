import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HealthNow, TOLD_NOTHING, toldAfter } from './told-health';

const HOUR = 3_600_000;

/** What is told of a course of events, each [hours since the beginning, how it is]: one word for each, '' for nothing. */
function course(events: readonly (readonly [hour: number, is: HealthNow])[]): string[] {
  let told = TOLD_NOTHING;
  return events.map(([hour, is]) => {
    const after = toldAfter(told, { is, at: hour * HOUR });
    told = after.told;
    if (after.tell === null) return '';
    return after.tell.what === 'back'
      ? 'back'
      : after.tell.again
        ? `${after.tell.what} again`
        : after.tell.what;
  });
}

test.each([
  [
    'well all the time',
    [
      [0, 'well'],
      [24, 'well'],
    ],
    ['', ''],
  ],
  [
    'fails: told once, not each day',
    [
      [0, 'failed'],
      [24, 'failed'],
      [48, 'failed'],
    ],
    ['failed', '', ''],
  ],
  [
    'fails and is mended',
    [
      [0, 'failed'],
      [5, 'well'],
      [29, 'well'],
    ],
    ['failed', 'back', ''],
  ],
  [
    'breaks and recovers',
    [
      [0, 'broken'],
      [0.5, 'broken'],
      [1, 'well'],
    ],
    ['broken', '', 'back'],
  ],
  [
    'the delivery fails, then the role breaks',
    [
      [0, 'failed'],
      [24, 'broken'],
      [25, 'broken'],
    ],
    ['failed', 'broken', ''],
  ],
  [
    'the role works again and the delivery does not',
    [
      [0, 'broken'],
      [1, 'failed'],
      [2, 'well'],
    ],
    ['broken', '', 'back'],
  ],
  [
    'what is not known changes nothing',
    [
      [0, null],
      [1, 'failed'],
      [2, null],
      [3, 'failed'],
      [4, null],
      [5, 'well'],
    ],
    ['', 'failed', '', '', '', 'back'],
  ],
  [
    'fails, recovers, fails within a day: told once more, then quiet until it was well for a day',
    [
      [0, 'failed'],
      [2, 'well'],
      [4, 'failed'],
      [6, 'well'],
      [8, 'failed'],
      [10, 'well'],
      [20, 'well'],
      [34, 'well'],
      [58, 'well'],
    ],
    ['failed', 'back', 'failed again', '', '', '', '', 'back', ''],
  ],
  [
    'a failure while it is watched begins the day anew',
    [
      [0, 'failed'],
      [1, 'well'],
      [2, 'broken'],
      [3, 'well'],
      [22, 'failed'],
      [23, 'well'],
      [42, 'well'],
      [43, 'well'],
    ],
    ['failed', 'back', 'broken again', '', '', '', '', 'back'],
  ],
  [
    'flapping does not tell that it got worse',
    [
      [0, 'failed'],
      [1, 'well'],
      [2, 'failed'],
      [3, 'broken'],
      [4, 'failed'],
    ],
    ['failed', 'back', 'failed again', '', ''],
  ],
  [
    'a day after the last one it is a new failure',
    [
      [0, 'failed'],
      [1, 'well'],
      [26, 'failed'],
    ],
    ['failed', 'back', 'failed'],
  ],
] as const)('%s', (_, events, expected) => {
  expect(course(events)).toEqual(expected);
});

const healths = fc.constantFrom<HealthNow>('well', 'failed', 'broken', null);

test('however it turns, five mails in a day are never reached, and what people know is true in the end', () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 600 }), healths), { maxLength: 200 });
  fc.assert(
    fc.property(steps, (turns) => {
      let at = 0;
      let told = TOLD_NOTHING;
      const mails: number[] = [];
      for (const [minutes, is] of turns) {
        at += minutes * 60_000;
        const after = toldAfter(told, { is, at });
        told = after.told;
        if (after.tell) mails.push(at);
      }
      for (const mail of mails) {
        expect(mails.filter((one) => one >= mail && one < mail + 20 * HOUR).length).toBeLessThan(5);
      }
      for (const is of ['well', 'broken'] as const) {
        let end = told;
        for (const hours of [1, 25, 49]) end = toldAfter(end, { is, at: at + hours * HOUR }).told;
        expect(end.as === 'well').toBe(is === 'well');
      }
    }),
    { numRuns: 300 },
  );
});

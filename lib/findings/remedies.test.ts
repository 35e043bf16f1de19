import { describe, expect, test } from 'vitest';
import { remediesOf, roleRemedies } from '@/lib/findings/remedies';
import { BUCKET_CODES, driftCodes, REPORT_CODES, ROLE_CODES } from '@/lib/findings/vocabulary';

const none = { update: false, policy: false, trust: false };

describe('the way out', () => {
  test.each(ROLE_CODES)('of %s is in the table, and is what is offered', (code) => {
    const expected = {
      'update-stack': { ...none, update: true },
      'restore-policy': { ...none, policy: true },
      'restore-trust': { ...none, trust: true },
      'as-written': none,
    }[roleRemedies[code]];
    expect(remediesOf([{ code }])).toEqual(expected);
  });

  test.each(driftCodes)('of %s, which somebody did by hand, is never an update of the stack', (code) => {
    expect(['restore-policy', 'restore-trust']).toContain(roleRemedies[code]);
  });

  test('an update is the way out of a stack that is behind, and of nothing else', () => {
    const updated = ROLE_CODES.filter((code) => roleRemedies[code] === 'update-stack');
    expect(updated).toEqual(['STACK_BEHIND']);
  });

  test('what a bucket or a report lacks is not mended here', () => {
    expect(remediesOf([...BUCKET_CODES, ...REPORT_CODES].map((code) => ({ code })))).toEqual(none);
  });

  test('several add up', () => {
    expect(remediesOf([{ code: 'STACK_BEHIND' }, { code: 'ROLE_TRUST_OPEN' }])).toEqual({
      update: true,
      policy: false,
      trust: true,
    });
  });
});

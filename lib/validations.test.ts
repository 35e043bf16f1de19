import { describe, expect, it } from 'vitest';
import { reportsFound } from '@/lib/validations';

const legacy = { kind: 'legacy-cur' } as const;
const focus = { kind: 'focus', valid: false } as const;

describe('What was found, in one sentence', () => {
  it.each([
    [[], 'No report found yet.'],
    [[{ ...legacy, valid: true }], '1 report found. It is valid.'],
    [[{ ...legacy, valid: false }], '1 report found. None is valid yet.'],
    [[{ ...legacy, valid: true }, focus], '2 reports found. 1 is valid.'],
    [[focus], '1 export found, no legacy CUR yet.'],
    [[focus, focus], '2 exports found, no legacy CUR yet.'],
  ])('%j: %s', (reports, said) => {
    expect(reportsFound(reports)).toBe(said);
  });
});

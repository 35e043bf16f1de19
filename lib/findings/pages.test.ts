import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findingsDocument } from './document';
import { codeOfSlug, helpAddress, pageOf, slugOf } from './pages';
import { FINDING_CODES } from './vocabulary';

describe('the pages of the checks', () => {
  it.each(FINDING_CODES)('%s has an address of its own that leads back to it', (code) => {
    expect(helpAddress(code)).toMatch(/^\/help\/[a-z]+(-[a-z]+)*$/);
    expect(codeOfSlug(slugOf(code))).toBe(code);
  });

  it.each(FINDING_CODES)(
    '%s says what it means, why it matters and what to do, in whole sentences',
    (code) => {
      const { means, matters, steps } = pageOf(code);
      expect(steps.length).toBeGreaterThan(0);
      for (const text of [means, matters, ...steps]) expect(text).toMatch(/^[A-Z].*[.:]$/);
    },
  );

  it('knows no other address', () => {
    expect(codeOfSlug('GRANULARITY_NOT_HOURLY')).toBeNull();
    expect(codeOfSlug('toString')).toBeNull();
  });

  it('are what docs/findings.md says (npm run generate writes it)', () => {
    expect(readFileSync('docs/findings.md', 'utf8')).toBe(findingsDocument());
  });
});

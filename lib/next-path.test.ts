import { describe, expect, it } from 'vitest';
import { safeNextPath } from './next-path';

describe('safeNextPath', () => {
  it.each(['/customers', '/connections/1/stack?tab=a&b=c', '/'])('keeps %s', (path) => {
    expect(safeNextPath(path)).toBe(path);
  });

  it.each([
    undefined,
    '',
    'customers',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '/.//evil.example',
    '/a/..//evil.example',
    '/\tevil',
    ' //evil.example',
    '/sign-in?next=/sign-in',
    '/api/trpc/auth.signOut',
  ])('sends %j to Home', (path) => expect(safeNextPath(path)).toBe('/'));
});

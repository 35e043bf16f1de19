import { NextRequest } from 'next/server';
import { expect, it } from 'vitest';
import { proxy } from './proxy';

it.each([
  ['/sign-in', 'same-origin'],
  ['/connections/1/account', 'same-origin'],
  ['/link', 'no-referrer'],
])('tells the referrer of %s to %s', (path, policy) => {
  const { headers } = proxy(new NextRequest(`http://127.0.0.1:3000${path}?token=secret`));
  expect(headers.get('referrer-policy')).toBe(policy);
});

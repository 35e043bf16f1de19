import { expect, it } from 'vitest';
import { seal, unseal } from './secrets';

const secret = 'a secret of the installation, long enough';
const link = 'https://console.example.com/link?token=abc';

it('gives the link back to the same row under the same secret', () => {
  const sealed = seal(secret, { text: link, rowId: 'mail-1' });
  expect(sealed).not.toContain('token');
  expect(unseal(secret, { text: sealed, rowId: 'mail-1' })).toBe(link);
});

it('never gives the same ciphertext twice', () => {
  const sealed = Array.from({ length: 100 }, () => seal(secret, { text: link, rowId: 'mail-1' }));
  expect(new Set(sealed).size).toBe(100);
});

it('refuses another row, another secret, and every changed byte', () => {
  const sealed = seal(secret, { text: link, rowId: 'mail-1' });
  expect(() => unseal(secret, { text: sealed, rowId: 'mail-2' })).toThrow();
  expect(() => unseal(`${secret}!`, { text: sealed, rowId: 'mail-1' })).toThrow();
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => unseal(secret, { text: `v1.${changed.toString('base64url')}`, rowId: 'mail-1' })).toThrow();
  }
});

import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a browser keeps after a sign-in: it admits nobody, but its attempts are counted apart from those of strangers. */
export function deviceProof(authSecret: string, email: string): string {
  const key = Buffer.from(hkdfSync('sha256', authSecret, '', 'tributary known device', 32));
  return createHmac('sha256', key).update(email).digest('base64url');
}

/**
 * Whose attempts a sign-in counts among. Strangers who hammer an account use up the strangers' attempts; from a browser that signed in
 * before, the owner still gets in at once.
 */
export function accountSubject(
  authSecret: string,
  by: { email: string; device: string | undefined },
): string {
  const expected = Buffer.from(deviceProof(authSecret, by.email));
  const given = Buffer.from(by.device ?? '');
  const isKnown = given.length === expected.length && timingSafeEqual(given, expected);
  return isKnown ? `${by.email} known` : by.email;
}

import { createHash } from 'node:crypto';

/** What is stored of a link's token: the token has 256 random bits, so one round of SHA-256 without salt is enough. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1.';

/** A text to keep and the id of the row it belongs to: in another row it cannot be read. */
export interface SealedText {
  text: string;
  rowId: string;
}

/** Encrypts a link for the outbox (AES-256-GCM) under a key derived from the installation's secret. */
export function seal(appSecret: string, { text, rowId }: SealedText): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(appSecret), iv).setAAD(Buffer.from(rowId));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return VERSION + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** The text of `seal`; throws when the secret or the row is another one, or when a byte was changed. */
export function unseal(appSecret: string, { text, rowId }: SealedText): string {
  if (!text.startsWith(VERSION)) throw new Error('The stored link has an unknown form');
  const bytes = Buffer.from(text.slice(VERSION.length), 'base64url');
  const iv = bytes.subarray(0, IV_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', keyOf(appSecret), iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(rowId)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const opened = [decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()];
  return Buffer.concat(opened).toString('utf8');
}

/** A key of its own for this purpose, so that nothing signed with the secret elsewhere is of use here. */
function keyOf(appSecret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', appSecret, '', 'tributary mail link', 32));
}

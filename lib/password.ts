import { z } from 'zod';

/** quality.md S13: 8 or more (15 advised); the upper limit bounds the work of hashing. */
export const passwordLimits = { min: 8, advised: 15, max: 256 } as const;

/** Shown under every field for a new password. */
export const passwordHint = `${passwordLimits.min} characters or more; ${passwordLimits.advised} or more is better. A few words are easier to remember than signs.`;

/**
 * What leads the lists of leaked passwords, and what people take from this product. A password is refused when nothing but
 * digits, signs and repetition is left beside one of these words.
 */
const commonWords = [
  'password passwort passord motdepasse contrasena senha qwerty qwertz azerty qwertyuiop asdfgh asdfghjkl zxcvbnm',
  'iloveyou letmein welcome monkey dragon football baseball superman batman sunshine princess shadow master',
  'michael jordan jennifer charlie ashley daniel thomas andrew jessica hunter killer trustno starwars computer',
  'internet samsung google facebook whatever freedom flower cheese summer winter spring autumn secret changeme',
  'default admin administrator root guest login user test testing access hello abc abcd abcde abcdef abcdefg',
  'tributary amazon aws amazonaws cloud billing reseller distributor partner console customer onboarding',
]
  .join(' ')
  .split(' ');

/** Letters for the signs that people put in their place. */
const signs: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/**
 * Why a new password is refused, in words for the person, or null when it will do. `email` is the account's: its local part is no
 * password.
 */
export function passwordProblem(password: string, email: string): string | null {
  if (password.length < passwordLimits.min) return `Use ${passwordLimits.min} characters or more.`;
  if (password.length > passwordLimits.max) return `Use ${passwordLimits.max} characters or fewer.`;
  if (new Set(password).size < 4) return 'Use more than three different characters.';
  if (isSequence(password.toLowerCase())) return 'Choose something that is not a simple sequence.';
  const local = email.toLowerCase().split('@')[0] ?? '';
  const banned = local.length >= 3 ? [...commonWords, local, ...local.split(/[^a-z]+/)] : commonWords;
  if (spellings(password).some((spelling) => isMadeOf(spelling, banned))) {
    return 'This password is too easy to guess. Choose other words.';
  }
  return null;
}

/** The password as typed and with its signs read as letters, letters only. */
function spellings(password: string): string[] {
  const lower = password.toLowerCase();
  const read = [...lower].map((sign) => signs[sign] ?? sign).join('');
  return [lower, read].map((text) => text.replace(/[^\p{L}]/gu, ''));
}

/** Whether nothing, or fewer than four letters, is left when the banned words are taken out. */
function isMadeOf(letters: string, banned: string[]): boolean {
  const words = banned
    .filter((word) => word.length >= 3 && letters.includes(word))
    .sort((a, b) => b.length - a.length);
  if (words.length === 0) return letters.length === 0;
  return words.reduce((left, word) => left.replaceAll(word, ''), letters).length < 4;
}

/** 12345678, abcdefgh, 87654321: each character one step from the one before. */
function isSequence(text: string): boolean {
  const steps = [...text].slice(1).map((sign, index) => sign.charCodeAt(0) - text.charCodeAt(index));
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}

/** A new password as a form posts it; passwordProblem judges it where the email is known. Spaces at the ends are kept. */
export const newPasswordField = z
  .string({ error: 'Choose a password.' })
  .min(1, 'Choose a password.')
  .max(passwordLimits.max, `Use ${passwordLimits.max} characters or fewer.`);

/** A password that exists already; the limit only bounds the work. */
export const typedPasswordField = z
  .string({ error: 'Enter your password.' })
  .min(1, 'Enter your password.')
  .max(passwordLimits.max, 'Enter your password.');

import { z } from 'zod';
import { isTimeZone } from './zones';

/** A text that must be there; `missing` says what to enter. Lengths bound what a row and a mail can hold. */
export function requiredText(missing: string, max = 120) {
  return z.string({ error: missing }).trim().min(1, missing).max(max, `Use ${max} characters or fewer.`);
}

/** One of a closed list; `missing` says what to choose. */
export function choice<const T extends readonly [string, ...string[]]>(options: T, missing: string) {
  return z.enum(options, { error: missing });
}

/** One of a closed list, or nothing: forms send an empty text for what was not chosen. */
export function optionalChoice<const T extends readonly [string, ...string[]]>(options: T) {
  return z
    .union([z.literal(''), z.enum(options)], { error: 'Choose one of the list.' })
    .optional()
    .transform((value) => (value === '' ? undefined : value));
}

/** A checkbox: posted when it is ticked, absent when it is not. */
export const tick = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on');

const emailHelp = 'Enter an email address such as maria@fjord.example.';

/** An email address in the one spelling that identities are unique by: trimmed and lower-cased. RFC 5321 allows 254 characters. */
export const emailField = z
  .string({ error: emailHelp })
  .trim()
  .toLowerCase()
  .max(254, 'Use 254 characters or fewer.')
  .pipe(z.email(emailHelp));

/** An IANA time zone that this runtime knows. */
export const timeZoneField = z
  .string({ error: 'Choose a time zone.' })
  .refine(isTimeZone, { message: 'Choose a time zone of the list, such as Europe/Oslo.' });

/** A domain name, lower-cased and in its ASCII form (münchen.example becomes xn--mnchen-3ya.example). RFC 1035 allows 253 characters. */
export const domainField = z.string({ error: domainHelp() }).transform((typed, context) => {
  const domain = asciiDomain(typed.trim());
  if (domain) return domain;
  context.addIssue({ code: 'custom', message: domainHelp() });
  return z.NEVER;
});

function domainHelp(): string {
  return 'Enter a domain name such as fjord.example.';
}

function asciiDomain(typed: string): string | null {
  if (/[\s/@:?#\\%]/.test(typed) || !URL.canParse(`http://${typed}`)) return null;
  const { hostname } = new URL(`http://${typed}`);
  const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
  const wellFormed = new RegExp(`^(${label}\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$`);
  return hostname.length <= 253 && wellFormed.test(hostname) ? hostname : null;
}

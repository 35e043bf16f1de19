import { z } from 'zod';
import { formatClock, formatDate } from '@/lib/time';
import { arrivalWords, healthSubjects, healthWords, pausedWords } from './words';

/** What a mail says, without its dress: the HTML, the text and the outbox are drawn from it. */
export interface MailContent {
  subject: string;
  greeting: string;
  sentences: [string, string];
  /** The label of the one button; where it leads is `link` or a path below the base URL. */
  button: string;
  href: string;
  /** Who sent it and why. */
  why: string;
}

/** What is known when a mail is written, beside its own values. */
export interface MailAbout {
  to: string;
  distributorName: string;
  baseUrl: string;
  /** The one-time address; null for mails that only lead into the console. */
  link: string | null;
}

interface MailTemplate<V extends z.ZodType> {
  values: V;
  subject(values: z.infer<V>): string;
  /** Whether the mail lives from a one-time link: wiped with it, and not sent without it. */
  needsLink: boolean;
  /** Security mails are never shown in an outbox. */
  secret: boolean;
  body(values: z.infer<V>, about: MailAbout): Omit<MailContent, 'subject' | 'greeting'>;
}

const template = <V extends z.ZodType>(made: MailTemplate<V>): MailTemplate<V> => made;
const name = z.string().max(200);

/** A person with their company; a partner that invites by somebody whom the reader does not see is named alone. */
function inviterOf({ invitedBy, invitedByCompany }: { invitedBy: string; invitedByCompany: string }): string {
  return invitedBy === invitedByCompany ? invitedBy : `${invitedBy} of ${invitedByCompany}`;
}

/** Every mail by its name; a new mail is one entry. */
export const mailTemplates = {
  invitation: template({
    values: z.object({
      firstName: name,
      tenantName: name,
      invitedBy: name,
      invitedByCompany: name,
      role: name,
      expiresAt: z.string(),
    }),
    subject: ({ tenantName }) => `Activate your user for ${tenantName}`,
    needsLink: true,
    secret: false,
    body: (values, about) => ({
      sentences: [
        `${inviterOf(values)} invited you to ${values.tenantName} as ${values.role}.`,
        `Choose a password to activate your user; the link works once, until ${instant(values.expiresAt)}.`,
      ],
      button: 'Choose a password',
      href: about.link ?? about.baseUrl,
      why: `Sent by ${about.distributorName} because ${inviterOf(values)} entered ${about.to}. If you did not expect it, do nothing: the link ends by itself.`,
    }),
  }),
  'hand-off': template({
    values: z.object({
      firstName: name,
      tenantName: name,
      by: name,
      byCompany: name,
      account: name,
      expiresAt: z.string(),
    }),
    subject: ({ tenantName }) => `Help ${tenantName} connect its AWS account`,
    needsLink: true,
    secret: false,
    body: (values, about) => ({
      sentences: [
        `${values.by} asks you to create a stack in ${values.account === '' ? 'an AWS account' : `AWS account ${values.account}`} of ${values.tenantName}.`,
        `The link shows what to do, needs no account here, and works until ${instant(values.expiresAt)}.`,
      ],
      button: 'Open the instructions',
      href: about.link ?? about.baseUrl,
      why: `Sent by ${about.distributorName} because ${inviterOf({ invitedBy: values.by, invitedByCompany: values.byCompany })} entered ${about.to}. If you did not expect it, do nothing: the link ends by itself.`,
    }),
  }),
  'help-asked': template({
    values: z.object({
      firstName: name,
      tenantName: name,
      by: name,
      account: name,
      step: name,
      said: z.string().max(1000),
      path: z.string().max(200),
    }),
    subject: ({ tenantName }) => `${tenantName} asks for help`,
    needsLink: false,
    secret: false,
    body: (values, about) => ({
      sentences: [
        `${values.by} of ${values.tenantName} asks for help with the step ${values.step}${values.account === '' ? '' : ` of AWS account ${values.account}`}.`,
        values.said === '' ? 'The step shows how far it is.' : oneLine(values.said),
      ],
      button: 'Open the step',
      href: `${about.baseUrl}${values.path}`,
      why: `Sent by ${about.distributorName} because you are an Admin of the partner of ${values.tenantName}.`,
    }),
  }),
  'you-can-connect': template({
    values: z.object({ firstName: name, tenantName: name, partnerName: name }),
    subject: () => 'You can connect now',
    needsLink: false,
    secret: false,
    body: (values, about) => ({
      sentences: [
        `The contract of ${values.tenantName} with ${values.partnerName} is active.`,
        'You can connect your AWS management account now; it takes about 10 minutes.',
      ],
      button: 'Connect your AWS Management Account',
      href: `${about.baseUrl}/`,
      why: `Sent by ${about.distributorName} because you are an Admin of ${values.tenantName}.`,
    }),
  }),
  'report-arrived': template({
    values: z.object({
      firstName: name,
      tenantName: name,
      account: name,
      connectionId: z.string().max(64),
      outcome: z.enum(['valid', 'confirmed', 'to_fix', 'missing']),
    }),
    subject: ({ account, outcome }) =>
      outcome === 'missing' ? `No report of ${account} has arrived` : `The report of ${account} has arrived`,
    needsLink: false,
    secret: false,
    body: (values, about) => ({
      sentences: arrivalWords(values),
      button: values.outcome === 'valid' ? 'Confirm the report' : 'Open the checks',
      href: `${about.baseUrl}/connections/${values.connectionId}/validate`,
      why: `Sent by ${about.distributorName} because you are an Admin of ${values.tenantName}.`,
    }),
  }),
  'connection-health': template({
    values: z.object({
      firstName: name,
      tenantName: name,
      account: name,
      path: z.string().max(200),
      what: z.enum(['failed', 'broken', 'back']),
      again: z.boolean(),
      why: z.string().max(300),
    }),
    subject: ({ account, what }) => healthSubjects[what](account),
    needsLink: false,
    secret: false,
    body: (values, about) => ({
      sentences: healthWords(values),
      button: 'Open the checks',
      href: `${about.baseUrl}${values.path}`,
      why: `Sent by ${about.distributorName} because you are an Admin of ${values.tenantName}.`,
    }),
  }),
  'contract-ended': template({
    values: z.object({ firstName: name, tenantName: name, endedOn: name, paused: z.number().int() }),
    subject: ({ tenantName }) => `The contract of ${tenantName} has ended`,
    needsLink: false,
    secret: false,
    body: (values, about) => ({
      sentences: [
        `The contract of ${values.tenantName} ended on ${values.endedOn}.`,
        `${pausedWords(values.paused)} Create or renew the contract to go on.`,
      ],
      button: 'Open contracts',
      href: `${about.baseUrl}/contracts`,
      why: `Sent by ${about.distributorName} because you are an Admin of the partner of ${values.tenantName}.`,
    }),
  }),
  'password-reset': template({
    values: z.object({ firstName: name, expiresAt: z.string() }),
    subject: () => 'Choose a new password',
    needsLink: true,
    secret: true,
    body: (values, about) => ({
      sentences: [
        `Somebody asked for a new password for ${about.to}.`,
        `The link works once, until ${instant(values.expiresAt)}.`,
      ],
      button: 'Choose a new password',
      href: about.link ?? about.baseUrl,
      why: `Sent by ${about.distributorName} because this was asked on the sign-in page. If it was not you, do nothing: your password stays as it is.`,
    }),
  }),
} as const;

export type MailTemplateName = keyof typeof mailTemplates;
export type MailValues<N extends MailTemplateName> = z.infer<(typeof mailTemplates)[N]['values']>;

export function isMailTemplate(text: string): text is MailTemplateName {
  return Object.hasOwn(mailTemplates, text);
}

/** The subject of a mail, on one line whatever its values hold. */
export function subjectOf<N extends MailTemplateName>(template: N, values: MailValues<N>): string {
  return oneLine(entry(template).subject(values));
}

/** The words of a stored mail. Throws when the values are not those of the template. */
export function writeMail(
  mail: { template: MailTemplateName; valuesJson: string },
  about: MailAbout,
): MailContent {
  const { values: schema, subject, body } = entry(mail.template);
  const values = schema.parse(JSON.parse(mail.valuesJson));
  const { firstName } = z.object({ firstName: z.string() }).parse(values);
  return {
    subject: oneLine(subject(values)),
    greeting: firstName ? `Hello ${firstName},` : 'Hello,',
    ...body(values, about),
  };
}

/** The entry as one that takes values; `schema.parse` or the caller's type has proven that they are its own. */
function entry(template: MailTemplateName): MailTemplate<z.ZodType> {
  return mailTemplates[template] as unknown as MailTemplate<z.ZodType>;
}

/** Line breaks and other control characters in a subject could start a header of their own. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}

function instant(iso: string): string {
  return `${formatDate(iso)}, ${formatClock(iso)} UTC`;
}

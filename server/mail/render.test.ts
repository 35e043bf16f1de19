import { expect, it } from 'vitest';
import { renderMail } from './render';
import {
  isMailTemplate,
  type MailTemplateName,
  mailTemplates,
  subjectOf,
  writeMail,
} from './templates/registry';

const about = {
  to: 'maria@fjord.example',
  distributorName: 'Nordic Cloud Distribution',
  baseUrl: 'https://console.example.com',
  link: 'https://console.example.com/link?token=abc_DEF-123',
};

const fixtures = {
  invitation: {
    firstName: 'Maria',
    tenantName: 'Fjord Foods AS',
    invitedBy: 'Ola Berg',
    invitedByCompany: 'Harbour Resale',
    role: 'Admin',
    expiresAt: '2026-11-25T12:00:00.000Z',
  },
  'hand-off': {
    firstName: 'Ola',
    tenantName: 'Fjord Foods AS',
    by: 'Maria K.',
    byCompany: 'Fjord Foods AS',
    account: '1234-5678-9012',
    expiresAt: '2026-12-03T12:00:00.000Z',
  },
  'help-asked': {
    firstName: 'Ola',
    tenantName: 'Fjord Foods AS',
    by: 'Maria K.',
    account: '1234-5678-9012',
    step: 'CloudFormation',
    said: 'The stack was rolled back, and I do not see why.',
    path: '/connections/00000000-0000-4000-8000-000000000001/stack',
  },
  'you-can-connect': { firstName: 'Maria', tenantName: 'Fjord Foods AS', partnerName: 'Harbour Resale' },
  'report-arrived': {
    firstName: 'Maria',
    tenantName: 'Fjord Foods AS',
    account: '1234-5678-9012',
    connectionId: '00000000-0000-4000-8000-000000000001',
    outcome: 'valid',
  },
  'connection-health': {
    firstName: 'Maria',
    tenantName: 'Fjord Foods AS',
    account: '1234-5678-9012',
    path: '/connections/00000000-0000-4000-8000-000000000001/validate',
    what: 'broken',
    again: false,
    why: 'The stack tributary-reports-1 was deleted',
  },
  'contract-ended': {
    firstName: 'Ola',
    tenantName: 'Fjord Foods AS',
    endedOn: '22 Nov 2026',
    paused: 2,
  },
  'password-reset': { firstName: 'Maria', expiresAt: '2026-11-23T13:00:00.000Z' },
} satisfies Record<MailTemplateName, object>;

const names = Object.keys(mailTemplates).filter(isMailTemplate);
const written = (template: MailTemplateName, values: object = fixtures[template]) =>
  writeMail({ template, valuesJson: JSON.stringify(values) }, about);

it.each(names)(
  '%s: two sentences, one button, its address in the text too, sender and reason',
  async (name) => {
    const content = written(name);
    const { html, text } = await renderMail(content, about.distributorName);
    const links = [...html.matchAll(/<a[^>]+href="([^"]+)"/g)].map((match) => match[1]);
    expect(links).toEqual([content.href, content.href]);
    for (const part of [about.distributorName, ...content.sentences, content.href, content.why]) {
      expect(text).toContain(part);
      expect(plain(html)).toContain(part);
    }
    expect(content.sentences).toHaveLength(2);
    expect(text.split('\n')).toContain(content.href);
  },
);

it.each(names)('%s: 560 px, dark mode, no image, no tracker, nothing from elsewhere', async (name) => {
  const { html } = await renderMail(written(name), about.distributorName);
  expect(html).toContain('max-width:560px');
  expect(html).toContain('prefers-color-scheme: dark');
  expect(html).not.toMatch(/<img|<script|<iframe|@import|url\(|<link/i);
  const addresses = [...html.matchAll(/https?:\/\/[^"'\s<)]+/g)].map((match) => match[0]);
  const foreign = addresses.filter((address) => !/^https:\/\/console\.example\.com|w3\.org/.test(address));
  expect(foreign).toEqual([]);
});

it('shows what people typed as text, never as markup', async () => {
  const values = { ...fixtures.invitation, tenantName: '<img src=x onerror=alert(1)>', firstName: '"><b>' };
  const { html } = await renderMail(written('invitation', values), about.distributorName);
  expect(html).not.toContain('<img');
  expect(html).not.toContain('<b>');
});

it('keeps a subject on one line', () => {
  const tenantName = 'Fjord\r\nBcc: eve@evil.example\u0000';
  expect(subjectOf('invitation', { ...fixtures.invitation, tenantName })).toBe(
    'Activate your user for Fjord Bcc: eve@evil.example',
  );
});

it('says of a report whose waiting is over what came of it, and never that one came which did not', () => {
  const say = (outcome: string) => written('report-arrived', { ...fixtures['report-arrived'], outcome });
  expect(say('valid').sentences[0]).toContain('it is valid');
  expect(say('confirmed').sentences[1]).toContain('confirmed for you');
  expect(say('to_fix').sentences[0]).toContain('to fix');
  expect(say('missing').sentences[0]).toContain('has not delivered');
  expect(say('missing').subject).toBe('No report of 1234-5678-9012 has arrived');
});

it.each([
  ['failed', false, 'The CUR of 1234-5678-9012 cannot be read any more', 'any more: the stack tributary'],
  [
    'broken',
    false,
    'The connection of 1234-5678-9012 stopped working',
    'IAM role in AWS account 1234-5678-9012',
  ],
  ['broken', true, 'The connection of 1234-5678-9012 stopped working', 'failed again within a day'],
  ['back', false, 'The connection of 1234-5678-9012 works again', 'nothing is left to do'],
] as const)('says of a connection that it is %s (again: %s)', (what, again, subject, part) => {
  const mail = written('connection-health', { ...fixtures['connection-health'], what, again });
  expect(mail.subject).toBe(subject);
  expect(mail.sentences.join(' ')).toContain(part);
});

it('refuses values of another mail', () => {
  expect(() => written('invitation', fixtures['password-reset'])).toThrow();
});

/** The words of an HTML text. */
function plain(html: string): string {
  return html
    .replace(/<!--.*?-->/g, '')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&amp;', '&')
    .replaceAll('&#x27;', "'");
}

import type { Database } from '@/server/db/client';
import type { Log } from '@/server/log';
import { renderMail } from './render';
import { unseal } from './secrets';
import { isMailTemplate, type MailTemplateName, mailTemplates, writeMail } from './templates/registry';
import { MailRefusedError, type MailTransport } from './transport';

export interface MailDeps {
  db: Database;
  /** Null: no mail server; the mail is held in the outbox. */
  transport: MailTransport | null;
  appSecret: string;
  baseUrl: string;
  log: Pick<Log, 'info' | 'warn'>;
  now(): Date;
}

export interface SendMail {
  mailId: string;
  attempt: number;
  final: boolean;
}

/**
 * Sends one mail of the outbox and notes what became of it: sent, held (no mail server), or failed with the mail
 * server's words. Safe to run twice: each attempt (1, 2, …) of a queued mail happens once, and all carry the same
 * Message-ID. Throws when it should be tried again; `final` says that it will not be.
 */
export async function sendMail(deps: MailDeps, wanted: SendMail): Promise<void> {
  const mail = await claimMail(deps, wanted);
  if (!mail) return;
  if (!deps.transport) {
    await note(deps, mail, { state: 'held' });
    return;
  }
  try {
    const content = contentOf(deps, mail);
    const rendered = await renderMail(content, mail.distributor_name);
    await deps.transport.send({ ...rendered, to: mail.to_email, messageId: mail.message_id });
    await note(deps, mail, { state: 'sent', sent_at: deps.now().toISOString(), last_error: null });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const over = wanted.final || error instanceof MailRefusedError;
    await note(deps, mail, { state: over ? 'failed' : 'queued', last_error: reason.slice(0, 500) });
    deps.log.warn({ mail: mail.id, over }, 'a mail could not be sent');
    if (!over) throw error;
  }
}

type Claimed = NonNullable<Awaited<ReturnType<typeof claimMail>>>;

/** Notes the attempt in the same statement that finds the mail queued, so that of two workers one goes on. */
async function claimMail({ db }: MailDeps, { mailId, attempt }: SendMail) {
  const claimed = await db.kysely
    .updateTable('mails')
    .set({ attempts: attempt })
    .where('id', '=', mailId)
    .where('state', '=', 'queued')
    .where('attempts', '<', attempt)
    .executeTakeFirst();
  if (claimed.numUpdatedRows === 0n) return null;
  return db.kysely
    .selectFrom('mails')
    .innerJoin('tenants', 'tenants.id', 'mails.distributor_id')
    .select(['mails.id', 'mails.template', 'mails.values_json', 'mails.secret_ciphertext', 'mails.to_email'])
    .select(['mails.message_id', 'tenants.name as distributor_name'])
    .where('mails.id', '=', mailId)
    .executeTakeFirstOrThrow();
}

function contentOf(deps: MailDeps, mail: Claimed) {
  const template = templateOf(mail.template);
  const link = mail.secret_ciphertext
    ? unseal(deps.appSecret, { text: mail.secret_ciphertext, rowId: mail.id })
    : null;
  if (mailTemplates[template].needsLink && !link) throw new MailRefusedError('Its link has ended.');
  return writeMail(
    { template, valuesJson: mail.values_json },
    { to: mail.to_email, distributorName: mail.distributor_name, baseUrl: deps.baseUrl, link },
  );
}

function templateOf(template: string): MailTemplateName {
  if (!isMailTemplate(template)) throw new MailRefusedError(`There is no mail called ${template}.`);
  return template;
}

/** Only a mail that still waits: one that was cancelled meanwhile stays cancelled. */
async function note(
  deps: MailDeps,
  mail: Claimed,
  to: { state: 'sent' | 'held' | 'failed' | 'queued'; sent_at?: string; last_error?: string | null },
): Promise<void> {
  await deps.db.kysely
    .updateTable('mails')
    .set(to)
    .where('id', '=', mail.id)
    .where('state', '=', 'queued')
    .execute();
}

import type { Ctx } from '@/server/context';
import type { Tx } from '@/server/db/scope';
import type { TenantColumns } from '@/server/db/tenant-columns';
import { seal } from '@/server/mail/secrets';
import { type MailTemplateName, type MailValues, subjectOf } from '@/server/mail/templates/registry';

export interface QueuedMail<N extends MailTemplateName> {
  ctx: Pick<Ctx, 'jobs' | 'settings' | 'newId' | 'now'>;
  /** Whose outbox it lies in. */
  tenant: TenantColumns;
  template: N;
  values: MailValues<N>;
  /** The one-time address, kept encrypted until it is used or ends. */
  link?: string;
  to: string;
  /** What the mail is about; cancelling that calls the mail back. */
  relatedId: string;
}

/** Puts a mail into the outbox and the job that sends it beside it, both in the caller's transaction. Returns its id. */
export async function queueMail<N extends MailTemplateName>(tx: Tx, mail: QueuedMail<N>): Promise<string> {
  const { ctx, tenant } = mail;
  const id = ctx.newId();
  await tx
    .insertInto('mails')
    .values({
      id,
      tenant_id: tenant.tenant_id,
      reseller_id: tenant.reseller_id,
      distributor_id: tenant.distributor_id,
      template: mail.template,
      values_json: JSON.stringify(mail.values),
      secret_ciphertext: mail.link ? seal(ctx.settings.authSecret, { text: mail.link, rowId: id }) : null,
      to_email: mail.to,
      subject: subjectOf(mail.template, mail.values),
      state: 'queued',
      attempts: 0,
      last_error: null,
      // The same at every attempt: a mail program shows a duplicate once.
      message_id: `<${id}@${new URL(ctx.settings.baseUrl).hostname}>`,
      created_at: ctx.now().toISOString(),
      sent_at: null,
      related_id: mail.relatedId,
    })
    .execute();
  await ctx.jobs.enqueue(tx, 'mail.send', { mailId: id }, { key: `mail:${id}` });
  return id;
}

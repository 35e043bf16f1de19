import type { MailRef, OutboxQuery } from '@/lib/outbox';
import { can, type UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import { notFound } from '@/server/errors';
import { unseal } from '@/server/mail/secrets';
import {
  isMailTemplate,
  type MailTemplateName,
  mailTemplates,
  writeMail,
} from '@/server/mail/templates/registry';

const PAGE = 50;

/** Mails that reset a password or concern security are never shown. */
const shown = Object.keys(mailTemplates).filter(
  (name): name is MailTemplateName => isMailTemplate(name) && !mailTemplates[name].secret,
);

/** The mails of tenants in scope whose users the actor may read, newest first, a page at a time; never their text. */
export function listMails(ctx: Ctx<UserActor>, input: OutboxQuery) {
  return withScope(ctx, async (tx) => {
    let query = mailsInSight(tx, ctx);
    const [at, id] = (input.after ?? '').split('|');
    if (at && id) {
      query = query.where((row) =>
        row.or([
          row('mails.created_at', '<', at),
          row.and([row('mails.created_at', '=', at), row('mails.id', '<', id)]),
        ]),
      );
    }
    const found = await query
      .orderBy('mails.created_at', 'desc')
      .orderBy('mails.id', 'desc')
      .limit(PAGE + 1)
      .execute();
    const last = found.length > PAGE ? found[PAGE - 1] : undefined;
    return {
      mails: found.slice(0, PAGE).map((row) => ({
        id: row.id,
        subject: row.subject,
        to: row.to_email,
        tenant: { id: row.tenant_id, name: row.tenant_name },
        state: row.state,
        lastError: row.last_error,
        createdAt: row.created_at,
        sentAt: row.sent_at,
      })),
      next: last ? `${last.created_at}|${last.id}` : null,
      demo: ctx.settings.demo,
      now: ctx.now().toISOString(),
    };
  });
}

/**
 * One mail. Its words and its link are shown in the demo alone, where no mail server is needed to go through the journey, and only
 * to somebody who may hand out that link in the tenant anyway.
 */
export function getMail(ctx: Ctx<UserActor>, input: MailRef) {
  return withScope(ctx, async (tx) => {
    const row = await mailsInSight(tx, ctx)
      .innerJoin('tenants as distributors', 'distributors.id', 'mails.distributor_id')
      .select(['mails.template', 'mails.values_json', 'mails.secret_ciphertext'])
      .select('distributors.name as distributor_name')
      .where('mails.id', '=', input.mailId)
      .executeTakeFirst();
    if (!row || !isMailTemplate(row.template)) throw notFound();
    const { needsLink } = mailTemplates[row.template];
    const mayOpen = ctx.settings.demo && can(ctx.actor, 'user:invite', row.tenant_id);
    const link =
      mayOpen && row.secret_ciphertext
        ? unseal(ctx.settings.authSecret, { text: row.secret_ciphertext, rowId: row.id })
        : null;
    const about = {
      to: row.to_email,
      distributorName: row.distributor_name,
      baseUrl: ctx.settings.baseUrl,
      link,
    };
    return {
      id: row.id,
      subject: row.subject,
      to: row.to_email,
      tenantName: row.tenant_name,
      from: row.distributor_name,
      state: row.state,
      lastError: row.last_error,
      createdAt: row.created_at,
      sentAt: row.sent_at,
      content: mayOpen ? writeMail({ template: row.template, valuesJson: row.values_json }, about) : null,
      linkEnded: needsLink && row.secret_ciphertext === null,
      now: ctx.now().toISOString(),
    };
  });
}

function mailsInSight(tx: Tx, ctx: Ctx<UserActor>) {
  const { actor } = ctx;
  const query = tx
    .selectFrom('mails')
    .innerJoin('tenants', 'tenants.id', 'mails.tenant_id')
    .select(['mails.id', 'mails.subject', 'mails.to_email', 'mails.state', 'mails.last_error'])
    .select(['mails.created_at', 'mails.sent_at', 'mails.tenant_id', 'tenants.name as tenant_name'])
    .where('mails.template', 'in', shown)
    .where(visible(actor.scope, 'mails'));
  // With "No access" in customers below, only what concerns one's own tenant.
  return actor.belowRole === 'none' ? query.where('mails.tenant_id', '=', actor.tenantId) : query;
}

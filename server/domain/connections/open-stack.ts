import { AwsTrouble } from '@/lib/aws-trouble';
import type { ConnectionForm } from '@/lib/connections';
import { templateKindOf } from '@/server/aws/templates/publish';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { fetchForStep, requireListed, type Wanted } from './guard';
import { type Changes, writeConnection } from './move';
import { namesForAttempt } from './names';
import { type Saved, saved } from './saved';
import { firstPollAt } from './schedule';
import { linkFor, trustedPrincipal, whyWithheld } from './template-values';

export type Opened = Saved & { link: string | null };

/**
 * Step 4: makes the names of this attempt and the quick-create link, and begins to look for the IAM role. Pressed again it answers
 * with the link that stands.
 */
export async function openStack(ctx: Ctx, input: ConnectionForm): Promise<Opened> {
  const wanted: Wanted = {
    ctx,
    connectionId: input.connectionId,
    permission: 'connection:write',
    step: 'stack',
  };
  const before = await withScope(ctx, (tx) => fetchForStep(tx, wanted));
  const template = await templateToOffer(ctx, before.connection);
  return withScope(ctx, async (tx) => {
    const seen = await fetchForStep(tx, wanted);
    if (seen.connection.state !== 'draft') {
      return { ...saved(seen.connection, 'stack'), link: seen.connection.link_url };
    }
    const { connection, tenant, gate } = await fetchForStep(tx, { ...wanted, version: input.version });
    // A later contract may list other accounts than the one under which the account was typed.
    await requireListed(tx, { gate, tenant, account: connection });
    const attempt = connection.attempt + 1;
    const names = connection.role_name ? {} : { ...namesForAttempt(ctx, connection.purpose), attempt };
    const written = await awaitStack(tx, { ctx, connection, names, template });
    return { ...saved(written, 'stack'), link: written.link_url };
  });
}

/** Moves to awaiting_stack with a new link, and starts the fast schedule. */
export async function awaitStack(
  tx: Tx,
  of: { ctx: Ctx; connection: ConnectionRow; names: Changes; template: ToOffer; edited?: string },
): Promise<ConnectionRow> {
  const { ctx, connection, names, template } = of;
  const { principal, withheld } = template;
  const now = ctx.now();
  const next = firstPollAt(now, ctx.settings);
  const named = { ...connection, ...names };
  const written = await writeConnection(tx, {
    ctx,
    connection,
    to: 'awaiting_stack',
    set: {
      ...names,
      ...freshAttempt,
      link_url: withheld === null ? linkFor(ctx, { connection: named, principal }) : null,
      link_withheld: withheld,
      link_made_at: now.toISOString(),
      poll_since: now.toISOString(),
      next_poll_at: next.toISOString(),
    },
    events: [{ kind: of.edited ? 'try_again' : 'link_made', detail: named.stack_name }],
    activity: {
      action: of.edited ? 'connection.tried_again' : 'connection.stack_opened',
      detail: { stack: named.stack_name },
    },
    edited: of.edited ?? 'opened the CloudFormation step',
  });
  await enqueuePoll(tx, { ctx, connectionId: connection.id, at: next });
  return written;
}

/** What is known of the stack before anybody looked. */
export const freshAttempt = {
  stack_id: null,
  stack_status: null,
  stack_reason: null,
  stack_updated_at: null,
  stack_given_json: null,
  update_since: null,
  next_update_look_at: null,
  polled_at: null,
  role_first_seen_at: null,
  trust_checked_at: null,
  organization: null,
  findings_json: '[]',
} as const satisfies Changes;

/** One alarm for each connection: while it waits, an earlier time moves it forward. */
export async function enqueuePoll(
  tx: Tx,
  poll: { ctx: Pick<Ctx, 'jobs'>; connectionId: string; at: Date },
): Promise<void> {
  const { connectionId } = poll;
  await poll.ctx.jobs.enqueue(
    tx,
    'connection.poll',
    { connectionId },
    { key: `poll:${connectionId}`, runAt: poll.at },
  );
}

/** What AWS is asked for before a link is made. */
export interface ToOffer {
  principal: string;
  /** Why there will be no link; null: there may be one. */
  withheld: string | null;
}

/** Asked outside any transaction. */
export async function templateToOffer(ctx: Ctx, connection: ConnectionRow): Promise<ToOffer> {
  const principal = await principalOrRefusal(ctx);
  return { principal, withheld: await whyWithheld(ctx, templateKindOf(connection)) };
}

export async function principalOrRefusal(ctx: Pick<Ctx, 'aws' | 'settings'>): Promise<string> {
  try {
    return await trustedPrincipal(ctx);
  } catch (error) {
    if (!(error instanceof AwsTrouble)) throw error;
    throw new AppError('unavailable', {
      happened: 'Tributary cannot reach AWS with its own credentials now.',
      todo: 'Try again in a moment. If it stays so, tell whoever runs this Tributary.',
    });
  }
}

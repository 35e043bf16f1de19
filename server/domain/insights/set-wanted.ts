import { formatAccountId } from '@/lib/aws-ids';
import { insights, type WantedInsights } from '@/lib/insights';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { AppError } from '@/server/errors';
import { fetchForStep, requireOwnWord } from '../connections/guard';
import { writeConnection } from '../connections/move';
import { principalOrRefusal } from '../connections/open-stack';
import { type Saved, saved } from '../connections/saved';
import { linkFor, whyWithheld } from '../connections/template-values';

/** Changes which insights of an account are wanted; the stack follows by an update, or by its link if it is not made yet. */
export async function setWantedInsights(ctx: Ctx, input: WantedInsights): Promise<Saved> {
  const principal = await principalOrRefusal(ctx);
  const withheld = await whyWithheld(ctx, 'insights');
  return withScope(ctx, async (tx) => {
    const { connection, tenant } = await fetchForStep(tx, {
      ctx,
      connectionId: input.connectionId,
      version: input.version,
      permission: 'insight:enable',
      step: 'account',
    });
    requireOwnWord(ctx, tenant);
    if (connection.purpose !== 'insights') throw notForInsights();
    const insights_wanted_json = JSON.stringify(input.wanted);
    const hasLink = connection.link_made_at !== null;
    const changed = { ...connection, insights_wanted_json };
    const link = withheld === null ? linkFor(ctx, { connection: changed, principal }) : null;
    const names = input.wanted.map((kind) => insights[kind].name).join(', ');
    const written = await writeConnection(tx, {
      ctx,
      connection,
      set: {
        insights_wanted_json,
        ...(hasLink ? { link_url: link, link_withheld: withheld } : {}),
      },
      events: [{ kind: 'insights_changed', detail: names }],
      activity: {
        action: 'insights.changed',
        detail: { account: formatAccountId(connection.account_id ?? ''), insights: names },
      },
      edited: 'changed the wanted insights',
    });
    return saved(written);
  });
}

function notForInsights(): AppError {
  return new AppError('conflict', {
    happened: 'This is no account with insights.',
    todo: 'Use Link new account in the Insights step.',
  });
}

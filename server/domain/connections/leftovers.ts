import { awsLinks } from '@/lib/aws-links';
import type { LeftoverStack } from '@/lib/connection-views';
import type { Ctx } from '@/server/context';
import { type Tx, visible } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';

/** Stacks for which a link was given out and that are not used any more, the youngest first: AWS may still have them. */
export async function leftoverStacks(
  tx: Tx,
  of: { ctx: Pick<Ctx, 'actor' | 'settings'>; row: ConnectionRow },
): Promise<LeftoverStack[]> {
  const links = await tx
    .selectFrom('connection_events')
    .select('detail')
    .where('connection_id', '=', of.row.id)
    .where('kind', 'in', ['link_made', 'try_again'])
    .where(visible(of.ctx.actor.scope, 'connection_events'))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
  const names = links.flatMap(({ detail }) => (detail === null ? [] : [detail]));
  const consoleUrl = of.ctx.settings.consoleUrl ?? undefined;
  return [...new Set(names)]
    .filter((name) => name !== of.row.stack_name)
    .map((name) => ({ name, href: awsLinks.stacksNamed({ consoleUrl, name }) }));
}

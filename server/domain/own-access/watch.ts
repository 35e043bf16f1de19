import type { OwnTrouble } from '@/lib/own-access';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { askCanary, askOthers, askWhoWeAre } from './ask';
import { doubtOwnAccess, readDoubt, trustOwnAccess } from './doubt';
import { OTHERS_THAT_TELL, ownTroubleOf } from './judge';

/**
 * Each minute: whether AWS knows us as who we should be and lets us into the operator's own role, so that a mistake is told before a
 * customer meets it. While it is doubted, other IAM roles are asked too, and the first that lets us in ends the doubt.
 */
export async function watchOwnAccess(ctx: Ctx): Promise<void> {
  const caller = await askWhoWeAre(ctx);
  const identity = ownTroubleOf({ caller, saidOurs: false });
  if (identity !== null) return doubtOwnAccess(ctx, identity);
  const canary = await askCanary(ctx);
  if (canary === 'refused') return doubtOwnAccess(ctx, 'may-not-assume');
  const doubt = await withScope(ctx, (tx) => readDoubt(tx, ctx));
  if (doubt === null) return;
  const others = await askOthers(ctx, null);
  const letsIn = others.some(({ answer }) => answer === 'accepted');
  const refusing = new Set(others.flatMap(({ tenant, answer }) => (answer === 'refused' ? [tenant] : [])));
  if (letsIn) return trustOwnAccess(ctx);
  if (refusing.size >= OTHERS_THAT_TELL) return doubtOwnAccess(ctx, 'all-refused');
  // Too few others to tell: the doubt ends when what it came from is over, or when nothing renews it.
  const isOver =
    doubt.trouble === 'may-not-assume' ? canary === 'accepted' : ofIdentity.includes(doubt.trouble);
  if (isOver && caller.is === 'known') await trustOwnAccess(ctx);
}

const ofIdentity: readonly OwnTrouble[] = ['no-credentials', 'other-principal'];

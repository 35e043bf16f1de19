import type { OwnTrouble } from '@/lib/own-access';

/** What other IAM roles answered after one that used to let us in has refused us. */
export interface Evidence {
  /** Who AWS says that we are, beside whom the customers' roles trust; `trusted` null: the account that we act from. */
  caller: { is: 'known'; arn: string; trusted: string | null } | { is: 'refused' } | { is: 'unknown' };
  /** AWS's words for the refusal named a policy on our side of it. */
  saidOurs: boolean;
  /** The operator's own role; null: there is none. */
  canary: Answer | null;
  /** IAM roles of other accounts, which let us in before. `tenant`: whose. */
  others: { tenant: string; answer: Answer }[];
  /** The role itself, asked once more after another had let us in. */
  again: Answer | null;
}

export type Answer = 'accepted' | 'refused' | 'unknown';

export type Whose = { is: 'theirs' } | { is: 'unclear' } | { is: 'ours'; why: OwnTrouble };

/** So many other end customers do not take their roles away in the same moment. */
export const OTHERS_THAT_TELL = 3;

/**
 * Whether AccessDenied at a role that used to let us in is the customer's doing or our own. AWS says the same for both, so what else
 * it tells decides: who we are, and whether any other role lets us in. `unclear`: too little is known either way.
 */
export function judgeRefusal(evidence: Evidence): Whose {
  const ours = ownTroubleOf(evidence);
  if (ours !== null) return { is: 'ours', why: ours };
  const { others, canary, again } = evidence;
  if (others.some(({ answer }) => answer === 'accepted')) {
    // IAM spreads a change over its nodes in seconds: what lets us in now has never been taken away.
    return again === 'refused' ? { is: 'theirs' } : { is: 'unclear' };
  }
  if (canary === 'refused') return { is: 'ours', why: 'may-not-assume' };
  const refusing = new Set(others.flatMap(({ tenant, answer }) => (answer === 'refused' ? [tenant] : [])));
  if (refusing.size >= OTHERS_THAT_TELL) return { is: 'ours', why: 'all-refused' };
  // A canary speaks for our permission, not for a rule against accounts of others: so only while no other account refuses.
  return canary === 'accepted' && others.length === 0 ? { is: 'theirs' } : { is: 'unclear' };
}

/** What needs no other role to be told; null: nothing speaks against us. */
export function ownTroubleOf({ caller, saidOurs }: Pick<Evidence, 'caller' | 'saidOurs'>): OwnTrouble | null {
  if (caller.is === 'refused') return 'no-credentials';
  if (caller.is === 'known' && caller.trusted !== null && !isPrincipal(caller.arn, caller.trusted)) {
    return 'other-principal';
  }
  return saidOurs ? 'may-not-assume' : null;
}

/** Whether a caller, as GetCallerIdentity names it, is the account, user or role that a trust names. */
export function isPrincipal(caller: string, trusted: string): boolean {
  const [ours, theirs] = [partsOf(caller), partsOf(trusted)];
  if (ours === null || theirs === null || ours.account !== theirs.account) return false;
  if (theirs.resource === 'root') return true;
  if (!theirs.resource.startsWith('role/')) return caller === trusted;
  // A session is named without the path of its role.
  const name = theirs.resource.slice(theirs.resource.lastIndexOf('/') + 1);
  return ours.resource.startsWith(`assumed-role/${name}/`);
}

function partsOf(arn: string): { account: string; resource: string } | null {
  const [, account, resource] = /^arn:aws:(?:iam|sts)::(\d{12}):(.+)$/.exec(arn) ?? [];
  return account === undefined || resource === undefined ? null : { account, resource };
}

import { AwsTrouble, type AwsTroubleKind } from '@/lib/aws-trouble';
import { insightKinds, insights } from '@/lib/insights';
import type { HeldBecause } from '@/lib/own-access';
import type { StackDifference } from '@/lib/stack-update';
import { isOwnRefusal } from '@/server/aws/errors';
import type { Aws, AwsCredentials, RoleCall, StackSighting } from '@/server/aws/port';
import { type Grants, grantsOf } from '@/server/aws/templates/grants';
import { assumeWithHeld, type Held, type HeldBy } from './held';
import { type StackWanted, stackDifference, stackGiven } from './stack-difference';
import { grantsUnder, readStackOfSet, stackOfSet } from './stack-of-set';
import { trustIsExact } from './trust';

/** Everything that one look at a connection learned. `unknown` proves nothing, in neither direction. */
export interface Observation {
  role:
    | { is: 'assumed'; account: string }
    /** `ours`: AWS said that a policy of ours refused it. */
    | { is: 'refused'; answer: string; ours?: boolean }
    /** `held`: AWS did refuse, which is no verdict on the role for this reason. */
    | { is: 'unknown'; answer: string; trouble: AwsTroubleKind; held?: HeldBecause };
  /** What assuming the role without and with a wrong external ID gave; asked only of a role that let us in. */
  without: Refusal;
  wrong: Refusal;
  /** `other`: exactly ours, but with the other value than the one that let us in: IAM has yet to tell it everywhere. */
  trust: 'exact' | 'other' | 'differs' | 'unknown';
  /** While a rotation is under way: which value let us in, and what the other one gave. */
  rotation?: { by: HeldBy; other: Refusal };
  policies: Policies;
  /**
   * `seen`: the stack whose ID is recorded or, while none is, the one of the name. `replaced`: the recorded one is deleted and another
   * has its name, which says nothing of ours. `deleted`: the recorded one is, and no other stands. `difference`: from the stack that
   * would be created now; null or left out when it is not known.
   */
  stack:
    | { is: 'seen'; sighting: StackSighting; difference?: StackDifference | null }
    | { is: 'replaced'; by: StackSighting }
    | { is: 'deleted' }
    | { is: 'unknown' };
  organization:
    | { is: 'management' }
    | { is: 'member'; managementAccount: string }
    | { is: 'none' }
    | { is: 'denied' }
    | { is: 'unknown' };
}

/** How the role's permissions differ from those of our template. `attached`: the names of managed policies beside ours. */
export type Policies =
  | {
      is: 'seen';
      ours: boolean;
      attached: string[];
      more: string[];
      less: string[];
      /** The stack that ours watches, where a StackSet made it and AWS named it. */
      stackOfSet?: string | null;
    }
  | { is: 'unknown' };

/** Only AccessDenied proves that a call is refused; anything else but success is unknown. */
export type Refusal = 'refused' | 'open' | 'unknown';

export interface Target extends Held {
  accountId: string;
  roleName: string;
  policyName: string;
  stackName: string;
  /** Recorded when its IAM role let us in first. */
  stackId?: string | null;
  /** Who our template trusts. */
  principal: string;
  /** An external ID that is nobody's. */
  wrongExternalId: string;
  /** What our template allows the role. */
  grants: Grants;
  /** What its stack would be created from now; left out: not compared. */
  wanted?: StackWanted;
  purpose: 'reports' | 'insights';
}

const nothing = {
  without: 'unknown',
  wrong: 'unknown',
  trust: 'unknown',
  policies: { is: 'unknown' },
  stack: { is: 'unknown' },
  organization: { is: 'unknown' },
} as const satisfies Omit<Observation, 'role'>;

/**
 * Looks at the IAM role as product.md says ("Truth about a connection"): assume it, see whose account it is, see that it refuses
 * callers without and with a wrong external ID, read its trust, its stack and its organization. Never throws for trouble with AWS.
 */
export async function observe(aws: Aws, target: Target): Promise<Observation> {
  const assumed = await attempt(() => assumeWithHeld(aws, { call: roleCall(target), held: target }));
  if (!assumed.ok) {
    const { kind, awsName } = assumed.trouble;
    if (kind === 'denied') {
      return { ...nothing, role: { is: 'refused', answer: awsName, ours: isOwnRefusal(assumed.trouble) } };
    }
    return { ...nothing, role: { is: 'unknown', answer: awsName, trouble: kind } };
  }
  const { credentials, by } = assumed.value;
  const caller = await attempt(() => aws.callerAccount(credentials));
  if (!caller.ok) {
    const { kind, awsName } = caller.trouble;
    return { ...nothing, role: { is: 'unknown', answer: awsName, trouble: kind } };
  }
  const role = { is: 'assumed', account: caller.value } as const;
  // A role in another account than the typed one is not looked into any further.
  if (caller.value !== target.accountId) return { ...nothing, role };
  const [refusals, trust, policies, named, organization] = await Promise.all([
    probeRefusals(aws, { target, by }),
    readTrust(aws, { credentials, target, by }),
    readPolicies(aws, { credentials, target }),
    readStack(aws, { credentials, target }),
    readOrganization(aws, { credentials, target }),
  ]);
  const stack = await findInSet(aws, { stack: named, trust, policies, target, by });
  return { role, ...refusals, trust, policies, stack, organization };
}

/**
 * The calls that must be refused. AWS says the same AccessDenied when we may not assume roles any more, and when a node of it does not
 * know the role yet: so a refusal counts only when the value that let us in before does so after it too.
 */
async function probeRefusals(
  aws: Aws,
  of: { target: Target; by: HeldBy },
): Promise<Pick<Observation, 'without' | 'wrong' | 'rotation'>> {
  const { target, by } = of;
  const { right, other } = valuesOf(of);
  const ask = (externalId: string | null) => probe(aws, entryCall(target, externalId));
  const [without, wrong, old] = await Promise.all([
    ask(null),
    ask(target.wrongExternalId),
    // The next one was refused before the present one was tried.
    by === 'next' && other !== null ? ask(other) : null,
  ]);
  const isDoubted = [without, wrong, old].includes('refused') && (await ask(right)) !== 'open';
  const counted = (answer: Refusal) => (answer === 'refused' && isDoubted ? 'unknown' : answer);
  const rotation = other === null ? {} : { rotation: { by, other: counted(old ?? 'refused') } };
  return { without: counted(without), wrong: counted(wrong), ...rotation };
}

/** The value that let us in, and the one that a rotation holds beside it. */
function valuesOf({ target, by }: { target: Target; by: HeldBy }) {
  const { externalId, nextExternalId = null } = target;
  return by === 'next' && nextExternalId !== null
    ? { right: nextExternalId, other: externalId }
    : { right: externalId, other: nextExternalId };
}

function roleCall(target: Target) {
  const { accountId, roleName, policyName, stackName, purpose } = target;
  return {
    accountId,
    roleName,
    purpose: { for: 'probe', account: purpose, roleName, policyName, stackName },
  } as const;
}

/** Whether the role lets us in is all that is asked: what comes of it may do nothing. */
function entryCall({ accountId, roleName }: Target, externalId: string | null) {
  return { accountId, roleName, externalId, purpose: { for: 'entry' } } as const;
}

async function probe(aws: Aws, call: RoleCall): Promise<Refusal> {
  const answer = await attempt(() => aws.assumeRole(call));
  if (answer.ok) return 'open';
  return answer.trouble.kind === 'denied' ? 'refused' : 'unknown';
}

interface Inside {
  credentials: AwsCredentials;
  target: Target;
}

async function readTrust(
  aws: Aws,
  { credentials, target, by }: Inside & { by: HeldBy },
): Promise<Observation['trust']> {
  const answer = await attempt(() => aws.roleTrust({ credentials, roleName: target.roleName }));
  if (!answer.ok) return 'unknown';
  const { principal } = target;
  const { right, other } = valuesOf({ target, by });
  if (trustIsExact(answer.value, { principal, externalId: right })) return 'exact';
  const isOther = other !== null && trustIsExact(answer.value, { principal, externalId: other });
  return isOther ? 'other' : 'differs';
}

async function readPolicies(aws: Aws, { credentials, target }: Inside): Promise<Policies> {
  const { accountId, roleName, policyName, grants: wanted } = target;
  const policyArn = `arn:aws:iam::${accountId}:policy/${policyName}`;
  const answer = await attempt(() => aws.rolePolicies({ credentials, roleName, policyArn }));
  if (!answer.ok) return { is: 'unknown' };
  const { attached, document } = answer.value;
  const ours = attached.some(({ arn }) => arn === policyArn);
  const seen = ours ? grantsOf(document) : { grants: new Set<string>(), others: [] };
  const ofSet = target.purpose === 'insights' ? stackOfSet(seen.grants, accountId) : null;
  const grants =
    ofSet === null ? wanted : grantsUnder(wanted, { accountId, from: target.stackName, to: ofSet });
  return {
    is: 'seen',
    stackOfSet: ofSet,
    ours,
    attached: attached.flatMap(({ arn, name }) => (arn === policyArn ? [] : [name])),
    more: [...[...seen.grants].filter((grant) => !grants.has(grant)).map(inWords), ...seen.others],
    less: ours
      ? [...grants].filter((grant) => !seen.grants.has(grant) && !isOfInsight(grant)).map(inWords)
      : [],
  };
}

/** What an insight may not ask is said by its own state. */
function isOfInsight(grant: string): boolean {
  return insightKinds.some((kind) => insights[kind].actions.some((action) => grant.startsWith(`${action} `)));
}

function inWords(grant: string): string {
  return grant.replace(' ', ' on ');
}

async function readStack(aws: Aws, { credentials, target }: Inside): Promise<Observation['stack']> {
  const { stackId = null } = target;
  const find = (stackName: string) => attempt(() => aws.stack({ credentials, stackName }));
  const ours = await find(stackId ?? target.stackName);
  if (!ours.ok) return { is: 'unknown' };
  const { value } = ours;
  const isOurs = value !== null && (stackId === null || value.id === stackId);
  if (isOurs && value.status !== 'DELETE_COMPLETE') return seenStack(value, target);
  if (stackId === null) return { is: 'unknown' };
  // Two stacks that stand never have one name, so another of the name is told from ours by its ID alone.
  const named = await find(target.stackName);
  if (!named.ok) return { is: 'unknown' };
  return named.value === null || named.value.id === stackId
    ? { is: 'deleted' }
    : { is: 'replaced', by: named.value };
}

/** A stack of a StackSet has a name that we did not choose: the policy tells it, and its values tell whether it is ours. */
async function findInSet(
  aws: Aws,
  of: Pick<Observation, 'stack' | 'trust' | 'policies'> & { target: Target; by: HeldBy },
) {
  const { stack, trust, policies, target } = of;
  const { right } = valuesOf(of);
  const name = policies.is === 'seen' ? (policies.stackOfSet ?? null) : null;
  if (name === null || stack.is !== 'unknown' || trust !== 'exact') return stack;
  const found = await attempt(() => readStackOfSet(aws, { ...target, externalId: right, name }));
  return found.ok && found.value ? seenStack(found.value, target) : stack;
}

function seenStack(sighting: StackSighting, { wanted }: Target): Observation['stack'] {
  const given = stackGiven(sighting);
  return { is: 'seen', sighting, difference: given && wanted ? stackDifference(given, wanted) : null };
}

async function readOrganization(
  aws: Aws,
  { credentials, target }: Inside,
): Promise<Observation['organization']> {
  // An account with insights may be any account, so its organization is not asked for.
  if (target.purpose === 'insights') return { is: 'unknown' };
  const answer = await attempt(() => aws.organization(credentials));
  if (answer.ok) {
    const { managementAccount } = answer.value;
    return managementAccount === target.accountId
      ? { is: 'management' }
      : { is: 'member', managementAccount };
  }
  if (answer.trouble.kind === 'not-in-use') return { is: 'none' };
  return { is: answer.trouble.kind === 'denied' ? 'denied' : 'unknown' };
}

type Attempt<T> = { ok: true; value: T } | { ok: false; trouble: AwsTrouble };

async function attempt<T>(ask: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await ask() };
  } catch (error) {
    if (error instanceof AwsTrouble) return { ok: false, trouble: error };
    throw error;
  }
}

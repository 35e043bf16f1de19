import { formatAccountId } from '@/lib/aws-ids';
import { reservingStates } from '@/lib/connection-states';
import { finding } from '@/lib/findings';
import { ROLE_PATIENCE_MINUTES } from '@/lib/findings/role';
import type { Finding } from '@/lib/findings/vocabulary';
import { heldWords } from '@/lib/own-access';
import { isBehind, type PolicyDifference } from '@/lib/stack-update';
import type { ConnectionRow } from '@/server/db/tables';
import { isIn } from './fetch';
import type { Observation } from './observe';
import { isPolled } from './plan';

export interface Verdict {
  findings: Finding[];
  /** Every proof is there: the IAM role may be accepted. */
  accepted: boolean;
  /** It let us in, so the role exists. */
  roleSeen: boolean;
  /** AWS refused us outright. */
  refused: boolean;
}

type About = Pick<ConnectionRow, 'account_id' | 'role_name' | 'policy_name' | 'link_made_at' | 'purpose'> &
  Partial<Pick<ConnectionRow, 'state' | 'role_first_seen_at' | 'trust_checked_at'>>;

const alike: PolicyDifference = { more: [], less: [] };

/**
 * What an observation means for the IAM role. Accepted only when the account is the typed one, both probes without the right external
 * ID were refused, the trust is exactly ours, and the organization was answered for. A fault is unknown: no finding, not accepted.
 */
export function judgeRole(
  observation: Observation,
  about: { connection: About; now: Date; consoleUrl: string | null },
): Verdict {
  const { connection, now } = about;
  const place = {
    roleName: connection.role_name ?? '',
    policyName: connection.policy_name ?? '',
    account: connection.account_id ?? '',
    consoleUrl: about.consoleUrl ?? undefined,
  };
  const { role } = observation;
  if (role.is === 'unknown') return { findings: [], accepted: false, roleSeen: false, refused: false };
  if (role.is === 'refused') {
    const minutesSinceLink = minutesOfPatience(connection, now);
    const unreachable = finding('ROLE_NOT_REACHABLE', { ...place, minutesSinceLink, answer: role.answer });
    return { findings: [unreachable], accepted: false, roleSeen: false, refused: true };
  }
  if (role.account !== connection.account_id) {
    const wrong = finding('ROLE_WRONG_ACCOUNT', { ...place, seenAccount: role.account });
    return { findings: [wrong], accepted: false, roleSeen: true, refused: false };
  }
  const findings = [
    ...trustFindings(observation, place),
    ...unreadFindings(observation, { connection, now, place }),
    ...permissionFindings(observation, place),
    ...organizationFindings(observation, place),
  ];
  return { findings, accepted: isProven(observation, connection), roleSeen: true, refused: false };
}

/** IAM may forget a new role for a moment; one that was proven and has been known for so long is gone when it refuses us. */
const KNOWN_MS = 2 * 60_000;

/** How long a person and AWS have had to make the role. A role that worked needs no patience any more. */
function minutesOfPatience(connection: About, now: Date): number {
  const { state, link_made_at: made, role_first_seen_at: seen = null } = connection;
  const since = (iso: string | null) => (iso === null ? 0 : Math.max(0, now.getTime() - Date.parse(iso)));
  const minutes = Math.floor(since(made) / 60_000);
  const worked = state !== undefined && isIn(state, reservingStates) && since(seen) >= KNOWN_MS;
  return worked ? Math.max(minutes, ROLE_PATIENCE_MINUTES) : minutes;
}

type Place = { roleName: string; policyName: string; account: string; consoleUrl: string | undefined };

function trustFindings(observation: Observation, place: Place): Finding[] {
  const how = howOpen(observation);
  return how === null ? [] : [finding('ROLE_TRUST_OPEN', { ...place, how })];
}

/** Whether somebody else may get in. Two values that get in while IAM spreads exactly one of them are no such thing. */
export function trustIsOpen(observation: Probed): boolean {
  return howOpen(observation) !== null;
}

type Probed = Pick<Observation, 'trust'> & Partial<Pick<Observation, 'without' | 'wrong'>>;

function howOpen({ without, wrong, trust }: Probed) {
  if (without === 'open') return 'without-external-id';
  if (wrong === 'open') return 'wrong-external-id';
  return trust === 'differs' ? 'trust-differs' : null;
}

/**
 * AWS may not answer one look, so a trust counts as unreadable only after two daily ones. It was read when the role was accepted, and
 * while it waits for that, what is missing is said as such.
 */
const TRUST_UNREAD_HOURS = 36;

function unreadFindings(
  { trust }: Observation,
  of: { connection: About; now: Date; place: Place },
): Finding[] {
  const { trust_checked_at: readAt = null, state } = of.connection;
  if (trust !== 'unknown' || readAt === null || state === undefined || isPolled({ state })) return [];
  const hours = Math.floor((of.now.getTime() - Date.parse(readAt)) / 3_600_000);
  return hours < TRUST_UNREAD_HOURS ? [] : [finding('ROLE_TRUST_UNREADABLE', { ...of.place, hours })];
}

function organizationFindings({ organization }: Observation, place: Place): Finding[] {
  switch (organization.is) {
    case 'member':
      return [
        finding('NOT_MANAGEMENT_ACCOUNT', { ...place, managementAccount: organization.managementAccount }),
      ];
    case 'none':
      return [finding('ORGANIZATION_UNKNOWN', { ...place, reason: 'no-organization' })];
    case 'denied':
      return [finding('ORGANIZATION_UNKNOWN', { ...place, reason: 'denied' })];
    case 'management':
    case 'unknown':
      return [];
  }
}

/**
 * Warnings: what is wrong with its permissions never keeps a role whose trust is right from being used. Of a stack that is behind the
 * update brings the whole policy, so what that lacks or has beyond is said there, with the one remedy that helps.
 */
function permissionFindings({ policies, stack }: Observation, place: Place): Finding[] {
  const policy = policies.is === 'seen' ? policies : { ours: true, attached: [], ...alike };
  const difference = stack.is === 'seen' ? (stack.difference ?? null) : null;
  if (stack.is !== 'seen' || difference === null || !isBehind(difference, policy)) {
    return policyFindings(policy, place);
  }
  const { id: stackId, name: stackName } = stackOfSighting(stack.sighting);
  const { more, less } = policy;
  const behind = finding('STACK_BEHIND', {
    ...place,
    stackId,
    stackName,
    difference,
    policy: { more, less },
  });
  return [behind, ...policyFindings({ ...policy, ...alike }, place)];
}

function stackOfSighting({ id }: { id: string }): { id: string; name: string } {
  return { id, name: id.split('/')[1] ?? id };
}

function policyFindings(
  { ours, attached, more, less }: PolicyDifference & { ours: boolean; attached: readonly string[] },
  place: Place,
): Finding[] {
  return [
    ...(attached.length + more.length > 0 ? [finding('ROLE_TOO_BROAD', { ...place, attached, more })] : []),
    ...(!ours || less.length > 0 ? [finding('ROLE_PERMISSIONS_MISSING', { ...place, less })] : []),
  ];
}

function isProven(observation: Observation, { purpose }: Pick<About, 'purpose'>): boolean {
  const { without, wrong, trust, rotation, organization } = observation;
  const refusesOthers =
    without === 'refused' && wrong === 'refused' && trust === 'exact' && rotation?.other !== 'open';
  if (purpose === 'insights') return refusesOthers;
  return refusesOthers && organization.is !== 'member' && organization.is !== 'unknown';
}

/** The proofs that are still to come, a sentence each: what Next says when it is pressed early. */
export function missingProofs(observation: Observation, connection: About): string[] {
  const { role, without, wrong, trust, rotation, organization } = observation;
  const account = formatAccountId(connection.account_id ?? '');
  if (role.is === 'refused')
    return [`The IAM role ${connection.role_name} in ${account} cannot be assumed yet.`];
  if (role.is === 'unknown' && role.held) return [heldWords[role.held]];
  if (role.is === 'unknown') return [`AWS did not answer clearly (${role.answer}). It is asked again.`];
  if (role.account !== connection.account_id) return [];
  const missing: string[] = [];
  if (without === 'unknown' || wrong === 'unknown') {
    missing.push('Whether the IAM role refuses callers without the external ID is not known yet.');
  }
  if (trust === 'unknown') missing.push('The trust policy of the IAM role cannot be read yet.');
  if (trust === 'other' || rotation?.other === 'open') {
    missing.push('AWS is still spreading the change of the external ID.');
  }
  if (organization.is === 'unknown' && connection.purpose === 'reports') {
    missing.push('The organization of the account is not known yet.');
  }
  return missing;
}

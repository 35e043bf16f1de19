import type { Before, ManagedPolicy, PolicyDocument, Role, RoleRules } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/**
 * IAM is eventually consistent: a change is read back at once and counts later. Call before a role is changed, with
 * the time of the change (a stack's step may be worked off later). A role that is not spread itself yet spreads whole.
 */
export function beforeRoleChange(
  world: World,
  { role, at = world.nowIso() }: { role: Role; at?: string },
): void {
  const until = spreadAt(world, { arn: role.arn, at });
  if (until === null || role.assumableAt > at) return;
  const { trust, attachedPolicyArns, inlinePolicies, boundaryArn } = role;
  const rules = structuredClone({
    trust,
    attachedPolicyArns,
    inlinePolicies,
    boundaryArn: boundaryArn ?? null,
  });
  role.spreading = [...pending(world, role.spreading), { ...rules, until }];
}

/** The same before a managed policy gets another document. */
export function beforePolicyChange(
  world: World,
  { policy, at = world.nowIso() }: { policy: ManagedPolicy; at?: string },
): void {
  const until = spreadAt(world, { arn: policy.arn, at });
  const document = currentDocument(policy);
  if (until === null || !document) return;
  policy.spreading = [...pending(world, policy.spreading), { document, until }];
}

/** What counts of a role now: before a change is spread, what was before it. */
export function rulesInForce(world: World, role: Role): RoleRules {
  return pending(world, role.spreading)[0] ?? role;
}

/** The document of a managed policy that counts now; undefined when its default version is gone. */
export function documentInForce(world: World, policy: ManagedPolicy): PolicyDocument | undefined {
  return pending(world, policy.spreading)[0]?.document ?? currentDocument(policy);
}

function currentDocument(policy: ManagedPolicy): PolicyDocument | undefined {
  return policy.versions.find((one) => one.versionId === policy.defaultVersionId)?.document;
}

function pending<T>(world: World, changes: Before<T>[] | undefined): Before<T>[] {
  const now = world.now().getTime();
  return (changes ?? []).filter(({ until }) => Date.parse(until) > now);
}

/** When a change counts that is made at this time; null = at once. */
function spreadAt(world: World, { arn, at }: { arn: string; at: string }): string | null {
  const knobs = world.account(arn.split(':')[4] ?? '')?.knobs;
  const seconds = knobs?.propagationSeconds ?? world.data.settings.propagationSeconds;
  return seconds === 0 ? null : new Date(Date.parse(at) + seconds * 1000).toISOString();
}

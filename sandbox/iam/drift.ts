import { AwsFault } from '@/sandbox/fault';
import { parsePolicy } from '@/sandbox/iam/policy';
import { beforePolicyChange, beforeRoleChange } from '@/sandbox/iam/spread';
import type { ManagedPolicy, Role, User } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/** IAM's quotas: policies attached to a role, versions of a policy. */
const MOST_ATTACHED = 10;
const MOST_VERSIONS = 5;

/** Attaches a managed policy, of the account or of AWS. Throws NoSuchEntity, LimitExceeded. */
export function attachPolicy(world: World, { role, policyArn }: { role: Role; policyArn: string }): void {
  mustAttachable(world, policyArn);
  if (role.attachedPolicyArns.includes(policyArn)) return;
  if (role.attachedPolicyArns.length >= MOST_ATTACHED) {
    throw new AwsFault('LimitExceeded', {
      status: 409,
      message: `Cannot exceed quota for PoliciesPerRole: ${MOST_ATTACHED}`,
    });
  }
  beforeRoleChange(world, { role });
  role.attachedPolicyArns = [...role.attachedPolicyArns, policyArn];
  world.changed();
}

/** Throws NoSuchEntity when it is not attached. */
export function detachPolicy(world: World, { role, policyArn }: { role: Role; policyArn: string }): void {
  if (!role.attachedPolicyArns.includes(policyArn)) {
    throw noSuchEntity(`Policy ${policyArn} was not found.`);
  }
  beforeRoleChange(world, { role });
  role.attachedPolicyArns = role.attachedPolicyArns.filter((one) => one !== policyArn);
  world.changed();
}

/** Throws MalformedPolicyDocument. */
export function changeTrust(world: World, { role, trust }: { role: Role; trust: unknown }): void {
  const parsed = parsePolicy(trust, 'trust');
  beforeRoleChange(world, { role });
  role.trust = parsed;
  world.changed();
}

/** A new version of a managed policy, which becomes the default; of five the oldest goes. Throws MalformedPolicyDocument. */
export function changePolicy(
  world: World,
  { policy, document }: { policy: ManagedPolicy; document: unknown },
): void {
  const parsed = parsePolicy(document, 'identity');
  beforePolicyChange(world, { policy });
  const newest = Math.max(...policy.versions.map(({ versionId }) => Number(versionId.slice(1))));
  const versionId = `v${newest + 1}`;
  const kept = policy.versions.slice(1 - MOST_VERSIONS);
  policy.versions = [...kept, { versionId, createdAt: world.nowIso(), document: parsed }];
  policy.defaultVersionId = versionId;
  world.changed();
}

/** null takes the boundary away. Throws NoSuchEntity for a policy that is not there. */
export function setBoundary(
  world: World,
  { of, policyArn }: { of: Role | User; policyArn: string | null },
): void {
  if (policyArn !== null) mustAttachable(world, policyArn);
  if ('roleId' in of) beforeRoleChange(world, { role: of });
  of.boundaryArn = policyArn;
  world.changed();
}

function mustAttachable(world: World, arn: string): void {
  if (!world.policyByArn(arn)) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
}

function noSuchEntity(message: string): AwsFault {
  return new AwsFault('NoSuchEntity', { status: 404, message });
}

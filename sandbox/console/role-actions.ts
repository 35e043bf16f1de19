import { accessDenied } from '@/sandbox/api/call';
import { FormRefused, textOf } from '@/sandbox/console/form-input';
import { rolePage } from '@/sandbox/console/iam-pages';
import { type Fields, messageOf, mustIdentity, type Outcome } from '@/sandbox/console/outcome';
import type { Scene } from '@/sandbox/console/page';
import { PLACES, rolePlace } from '@/sandbox/console/place';
import { AwsFault } from '@/sandbox/fault';
import { attachPolicy, changePolicy, changeTrust, detachPolicy, setBoundary } from '@/sandbox/iam/drift';
import type { RequestContext, Role } from '@/sandbox/state';

type Change = { scene: Scene; role: Role; fields: Fields };

/** The forms of a role's page by their address under /_console/: each needs what its call to IAM needs. */
export const ROLE_ACTIONS = {
  'roles/attach': changing((change) => {
    const policyArn = policyArnOf(change);
    may(change, 'iam:AttachRolePolicy', { 'iam:PolicyARN': policyArn });
    attachPolicy(change.scene.world, { role: change.role, policyArn });
  }),
  'roles/detach': changing((change) => {
    const policyArn = policyArnOf(change);
    may(change, 'iam:DetachRolePolicy', { 'iam:PolicyARN': policyArn });
    detachPolicy(change.scene.world, { role: change.role, policyArn });
  }),
  'roles/trust': changing((change) => {
    may(change, 'iam:UpdateAssumeRolePolicy');
    changeTrust(change.scene.world, { role: change.role, trust: documentOf(change) });
  }),
  'roles/policy': changing((change) => {
    const policy = mustIdentity(change.scene).account.policies[policyArnOf(change)];
    if (!policy) throw new FormRefused(404, 'There is no such policy.');
    authorize(change.scene, { action: 'iam:CreatePolicyVersion', resource: policy.arn });
    changePolicy(change.scene.world, { policy, document: documentOf(change) });
  }),
  'roles/boundary': changing((change) => {
    const policyArn = policyArnOf(change) || null;
    if (policyArn === null) may(change, 'iam:DeleteRolePermissionsBoundary');
    else may(change, 'iam:PutRolePermissionsBoundary', { 'iam:PermissionsBoundary': policyArn });
    setBoundary(change.scene.world, { of: change.role, policyArn });
  }),
  'roles/delete': remove,
} satisfies Record<string, (scene: Scene, fields: Fields) => Outcome>;

function changing(run: (change: Change) => void): (scene: Scene, fields: Fields) => Outcome {
  return (scene, fields) => {
    const role = ownRole(scene, fields);
    try {
      run({ scene, role, fields });
      return { to: rolePlace(role.name) };
    } catch (error) {
      return { view: rolePage(scene, { name: role.name, refused: messageOf(error) }), status: 400 };
    }
  };
}

/** As the console does it: what is attached is detached first, which needs its own permission. */
function remove(scene: Scene, fields: Fields): Outcome {
  const role = ownRole(scene, fields);
  const change = { scene, role, fields };
  try {
    if (role.attachedPolicyArns.length > 0) may(change, 'iam:DetachRolePolicy');
    if (role.inlinePolicies.length > 0) may(change, 'iam:DeleteRolePolicy');
    may(change, 'iam:DeleteRole');
    scene.world.deleteRole(mustIdentity(scene).account.id, role.name);
    return { to: PLACES.roles };
  } catch (error) {
    return { view: rolePage(scene, { name: role.name, refused: messageOf(error) }), status: 400 };
  }
}

function ownRole(scene: Scene, fields: Fields): Role {
  const { roles } = mustIdentity(scene).account;
  const name = fields.get('role') ?? '';
  const role = Object.hasOwn(roles, name) ? roles[name] : undefined;
  if (!role) throw new FormRefused(404, 'There is no such role.');
  return role;
}

function policyArnOf({ fields }: Change): string {
  return (fields.get('policyArn') ?? '').trim();
}

function documentOf({ fields }: Change): unknown {
  try {
    return JSON.parse(textOf(fields, 'document'));
  } catch {
    const message = 'The policy is not in the valid JSON format.';
    throw new AwsFault('MalformedPolicyDocument', { status: 400, message });
  }
}

function may({ scene, role }: Change, action: string, context?: RequestContext): void {
  authorize(scene, { action, resource: role.arn, context });
}

function authorize(
  scene: Scene,
  { action, resource, context }: { action: string; resource: string; context?: RequestContext | undefined },
): void {
  const { principal } = mustIdentity(scene);
  const { allowed, reason } = scene.world.authorizeBackstage(principal, {
    action,
    resource,
    ...(context && { context }),
  });
  if (!allowed) throw accessDenied(principal, { action, resource, reason });
}

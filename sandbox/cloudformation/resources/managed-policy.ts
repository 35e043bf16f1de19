import { z } from 'zod';
import {
  asResourceFault,
  generatedName,
  JsonValue,
  type Made,
  type ResourceHandler,
  readProperties,
  requirePermission,
  serviceFault,
  Text,
  type Update,
  type Work,
} from '@/sandbox/cloudformation/resources/handler';
import { parsePolicy } from '@/sandbox/iam/policy';
import { beforePolicyChange, beforeRoleChange } from '@/sandbox/iam/spread';
import type { Json, ManagedPolicy, PolicyDocument, Role } from '@/sandbox/state';

/** IAM's quota for a managed policy, white space not counted. */
const LONGEST_DOCUMENT = 6144;
const MOST_VERSIONS = 5;

const Properties = z.strictObject({
  ManagedPolicyName: z
    .string()
    .regex(/^[\w+=,.@-]{1,128}$/)
    .optional(),
  Path: z
    .string()
    .regex(/^\/(?:[\x21-\x7e]+\/)?$/)
    .default('/'),
  Description: z.string().max(1000).default(''),
  PolicyDocument: JsonValue,
  Roles: z.array(Text).default([]),
});

/** AWS::IAM::ManagedPolicy, attached to roles only: its Users and Groups are unknown properties here. */
export const managedPolicy: ResourceHandler = {
  create,
  update,
  delete: remove,
  named: 'ManagedPolicyName',
};

function create(work: Work, input: Json): Made {
  const properties = readProperties(Properties, input);
  const name = properties.ManagedPolicyName ?? generatedName(work, 128);
  const arn = `arn:aws:iam::${work.accountId}:policy${properties.Path}${name}`;
  requirePermission(work, { action: 'iam:CreatePolicy', resource: arn });
  if (work.world.policyByArn(arn)) {
    throw serviceFault(work, {
      message: `A policy called ${name} already exists. Duplicate names are not allowed.`,
      status: 409,
      code: 'AlreadyExists',
    });
  }
  const document = readDocument(work, properties.PolicyDocument);
  const roles = properties.Roles.map((roleName) => attachable(work, { roleName, policyArn: arn }));
  const { path, description } = { path: properties.Path, description: properties.Description };
  const made = work.world.createPolicy(work.accountId, {
    name,
    path,
    description,
    document,
    stackId: work.stackId,
  });
  for (const role of roles) {
    beforeRoleChange(work.world, { role, at: work.at });
    role.attachedPolicyArns.push(arn);
  }
  work.world.changed();
  return { physicalId: arn, attributes: { PolicyArn: arn, PolicyId: made.policyId } };
}

/** A new document is a new version; IAM keeps five, so CloudFormation deletes the oldest that is not in use. */
function update(work: Work, { physicalId: arn, properties, old }: Update): Made | null {
  const [wanted, before] = [readProperties(Properties, properties), readProperties(Properties, old)];
  const policy = work.world.policyByArn(arn);
  const fixed = ['ManagedPolicyName', 'Path', 'Description'] as const;
  if (!policy || fixed.some((key) => wanted[key] !== before[key])) return null;
  const document = readDocument(work, wanted.PolicyDocument);
  const attached = wanted.Roles.map((roleName) => attachable(work, { roleName, policyArn: arn }));
  const dropped = holdersOf(work, arn).filter((role) => !attached.includes(role));
  for (const role of dropped) requireDetach(work, { role, arn });
  if (JSON.stringify(document) !== JSON.stringify(before.PolicyDocument)) {
    requirePermission(work, { action: 'iam:CreatePolicyVersion', resource: arn });
    addVersion(work, { policy, document });
  }
  for (const role of attached) {
    if (role.attachedPolicyArns.includes(arn)) continue;
    beforeRoleChange(work.world, { role, at: work.at });
    role.attachedPolicyArns.push(arn);
  }
  for (const role of dropped) detach(work, { role, arn });
  work.world.changed();
  return { physicalId: arn, attributes: { PolicyArn: arn, PolicyId: policy.policyId } };
}

function addVersion(
  work: Work,
  { policy, document }: { policy: ManagedPolicy; document: PolicyDocument },
): void {
  if (policy.versions.length >= MOST_VERSIONS) {
    requirePermission(work, { action: 'iam:DeletePolicyVersion', resource: policy.arn });
    const oldest = policy.versions.find(({ versionId }) => versionId !== policy.defaultVersionId);
    policy.versions = policy.versions.filter((version) => version !== oldest);
  }
  beforePolicyChange(work.world, { policy, at: work.at });
  const newest = Math.max(...policy.versions.map(({ versionId }) => Number(versionId.slice(1))));
  const versionId = `v${newest + 1}`;
  policy.versions.push({ versionId, createdAt: work.world.nowIso(), document });
  policy.defaultVersionId = versionId;
}

function readDocument(work: Work, input: Json): PolicyDocument {
  const document = asResourceFault(work, () => parsePolicy(input, 'identity'));
  if (JSON.stringify(document).length <= LONGEST_DOCUMENT) return document;
  throw serviceFault(work, {
    message: `Cannot exceed quota for PolicySize: ${LONGEST_DOCUMENT}`,
    status: 409,
    code: 'ServiceLimitExceeded',
  });
}

function attachable(work: Work, { roleName, policyArn }: { roleName: string; policyArn: string }): Role {
  const role = work.world.account(work.accountId)?.roles[roleName];
  if (!role) {
    throw serviceFault(work, {
      message: `The role with name ${roleName} cannot be found.`,
      status: 404,
      code: 'NotFound',
    });
  }
  requirePermission(work, {
    action: 'iam:AttachRolePolicy',
    resource: role.arn,
    context: { 'iam:PolicyARN': policyArn },
  });
  return role;
}

function remove(work: Work, arn: string): void {
  if (!work.world.policyByArn(arn)) return;
  const holders = holdersOf(work, arn);
  for (const role of holders) requireDetach(work, { role, arn });
  requirePermission(work, { action: 'iam:DeletePolicy', resource: arn });
  for (const role of holders) detach(work, { role, arn });
  work.world.deletePolicy(arn);
}

function holdersOf(work: Work, arn: string): Role[] {
  const roles = Object.values(work.world.account(work.accountId)?.roles ?? {});
  return roles.filter((role) => role.attachedPolicyArns.includes(arn));
}

function requireDetach(work: Work, { role, arn }: { role: Role; arn: string }): void {
  requirePermission(work, {
    action: 'iam:DetachRolePolicy',
    resource: role.arn,
    context: { 'iam:PolicyARN': arn },
  });
}

function detach(work: Work, { role, arn }: { role: Role; arn: string }): void {
  beforeRoleChange(work.world, { role, at: work.at });
  role.attachedPolicyArns = role.attachedPolicyArns.filter((one) => one !== arn);
}

import { z } from 'zod';
import {
  asResourceFault,
  generatedName,
  JsonValue,
  type Made,
  ResourceFault,
  type ResourceHandler,
  readProperties,
  requirePermission,
  serviceFault,
  Tags,
  Text,
  type Work,
} from '@/sandbox/cloudformation/resources/handler';
import { parsePolicy } from '@/sandbox/iam/policy';
import type { Json } from '@/sandbox/state';

const Properties = z.strictObject({
  RoleName: z
    .string()
    .regex(/^[\w+=,.@-]{1,64}$/)
    .optional(),
  Path: z
    .string()
    .regex(/^\/(?:[\x21-\x7e]+\/)?$/)
    .default('/'),
  Description: z.string().max(1000).default(''),
  AssumeRolePolicyDocument: JsonValue,
  MaxSessionDuration: z.coerce.number().int().min(3600).max(43_200).default(3600),
  ManagedPolicyArns: z.array(Text).default([]),
  Policies: z.array(z.strictObject({ PolicyName: Text, PolicyDocument: JsonValue })).default([]),
  PermissionsBoundary: Text.optional(),
  Tags,
});

/** AWS::IAM::Role: each of its features needs a permission of its own. */
export const role: ResourceHandler = { create, delete: remove };

function create(work: Work, input: Json): Made {
  const properties = readProperties(Properties, input);
  const name = properties.RoleName ?? generatedName(work, 64);
  const arn = `arn:aws:iam::${work.accountId}:role${properties.Path}${name}`;
  requireAll(work, { arn, properties });
  if (work.world.roleNameTaken(work.accountId, name)) {
    throw serviceFault(work, {
      message: `Role with name ${name} already exists.`,
      status: 409,
      code: 'AlreadyExists',
    });
  }
  for (const policyArn of properties.ManagedPolicyArns) {
    if (work.world.policyByArn(policyArn)) continue;
    throw serviceFault(work, {
      message: `Policy ${policyArn} does not exist or is not attachable.`,
      status: 404,
      code: 'NotFound',
    });
  }
  const trust = asResourceFault(work, () => parsePolicy(properties.AssumeRolePolicyDocument, 'trust'));
  const inlinePolicies = properties.Policies.map((policy) => ({
    name: policy.PolicyName,
    document: asResourceFault(work, () => parsePolicy(policy.PolicyDocument, 'identity')),
  }));
  const made = work.world.createRole(work.accountId, {
    name,
    path: properties.Path,
    description: properties.Description,
    trust,
    maxSessionDuration: properties.MaxSessionDuration,
    stackId: work.stackId,
  });
  made.attachedPolicyArns.push(...properties.ManagedPolicyArns);
  made.inlinePolicies.push(...inlinePolicies);
  work.world.changed();
  return { physicalId: name, attributes: { Arn: made.arn, RoleId: made.roleId } };
}

function requireAll(work: Work, role: { arn: string; properties: z.output<typeof Properties> }): void {
  const { arn, properties } = role;
  requirePermission(work, { action: 'iam:CreateRole', resource: arn });
  requirePermission(work, { action: 'iam:GetRole', resource: arn });
  if (properties.Tags.length > 0) requirePermission(work, { action: 'iam:TagRole', resource: arn });
  if (properties.Policies.length > 0) requirePermission(work, { action: 'iam:PutRolePolicy', resource: arn });
  for (const policyArn of properties.ManagedPolicyArns) {
    requirePermission(work, {
      action: 'iam:AttachRolePolicy',
      resource: arn,
      context: { 'iam:PolicyARN': policyArn },
    });
  }
  if (properties.PermissionsBoundary === undefined) return;
  requirePermission(work, { action: 'iam:PutRolePermissionsBoundary', resource: arn });
  throw new ResourceFault(
    'The sandbox does not evaluate permissions boundaries, so it makes no role with one.',
  );
}

function remove(work: Work, name: string): void {
  const found = work.world.account(work.accountId)?.roles[name];
  if (!found) return;
  if (found.inlinePolicies.length > 0) {
    requirePermission(work, { action: 'iam:DeleteRolePolicy', resource: found.arn });
  }
  if (found.attachedPolicyArns.length > 0) {
    requirePermission(work, { action: 'iam:DetachRolePolicy', resource: found.arn });
  }
  requirePermission(work, { action: 'iam:DeleteRole', resource: found.arn });
  work.world.deleteRole(work.accountId, name);
}

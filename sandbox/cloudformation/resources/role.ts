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
  Tags,
  Text,
  type Update,
  type Work,
} from '@/sandbox/cloudformation/resources/handler';
import { parsePolicy } from '@/sandbox/iam/policy';
import { beforeRoleChange } from '@/sandbox/iam/spread';
import type { Json, RequestContext } from '@/sandbox/state';

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

type Wanted = z.output<typeof Properties>;

/** AWS::IAM::Role: each of its features needs a permission of its own. */
export const role: ResourceHandler = { create, update, delete: remove, named: 'RoleName' };

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
  requirePolicies(work, properties);
  const { trust, inlinePolicies } = readDocuments(work, properties);
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
  made.boundaryArn = properties.PermissionsBoundary ?? null;
  work.world.changed();
  return { physicalId: name, attributes: { Arn: made.arn, RoleId: made.roleId } };
}

/** Name and path are for good; everything else is changed by the action that IAM has for it. */
function update(work: Work, { physicalId, properties, old }: Update): Made | null {
  const [wanted, before] = [readProperties(Properties, properties), readProperties(Properties, old)];
  const found = work.world.account(work.accountId)?.roles[physicalId];
  if (!found || wanted.RoleName !== before.RoleName || wanted.Path !== before.Path) return null;
  for (const action of actionsOf(wanted, before)) {
    requirePermission(work, { action, resource: found.arn, context: boundaryContext(wanted) });
  }
  requirePolicies(work, wanted);
  const { trust, inlinePolicies } = readDocuments(work, wanted);
  const kept = found.attachedPolicyArns.filter((arn) => !before.ManagedPolicyArns.includes(arn));
  beforeRoleChange(work.world, { role: found, at: work.at });
  Object.assign(found, {
    trust,
    boundaryArn: wanted.PermissionsBoundary ?? null,
    inlinePolicies,
    description: wanted.Description,
    maxSessionDuration: wanted.MaxSessionDuration,
    attachedPolicyArns: [...new Set([...kept, ...wanted.ManagedPolicyArns])],
  });
  work.world.changed();
  return { physicalId, attributes: { Arn: found.arn, RoleId: found.roleId } };
}

/** The permissions that a change needs, by what is different. */
function actionsOf(wanted: Wanted, before: Wanted): string[] {
  const differs = (...keys: (keyof Wanted)[]) =>
    keys.some((key) => JSON.stringify(wanted[key]) !== JSON.stringify(before[key]));
  return [
    'iam:GetRole',
    ...(differs('AssumeRolePolicyDocument') ? ['iam:UpdateAssumeRolePolicy'] : []),
    ...(differs('Description', 'MaxSessionDuration') ? ['iam:UpdateRole'] : []),
    ...(differs('Tags') ? ['iam:TagRole', 'iam:UntagRole'] : []),
    ...(differs('Policies') ? ['iam:PutRolePolicy', 'iam:DeleteRolePolicy'] : []),
    ...(differs('ManagedPolicyArns') ? ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'] : []),
    ...(differs('PermissionsBoundary')
      ? [
          wanted.PermissionsBoundary === undefined
            ? 'iam:DeleteRolePermissionsBoundary'
            : 'iam:PutRolePermissionsBoundary',
        ]
      : []),
  ];
}

function readDocuments(work: Work, properties: Wanted) {
  const trust = asResourceFault(work, () => parsePolicy(properties.AssumeRolePolicyDocument, 'trust'));
  const inlinePolicies = properties.Policies.map((policy) => ({
    name: policy.PolicyName,
    document: asResourceFault(work, () => parsePolicy(policy.PolicyDocument, 'identity')),
  }));
  return { trust, inlinePolicies };
}

function requirePolicies(work: Work, { ManagedPolicyArns, PermissionsBoundary }: Wanted): void {
  for (const policyArn of ManagedPolicyArns) {
    if (work.world.policyByArn(policyArn)) continue;
    throw serviceFault(work, {
      message: `Policy ${policyArn} does not exist or is not attachable.`,
      status: 404,
      code: 'NotFound',
    });
  }
  if (PermissionsBoundary === undefined || work.world.policyByArn(PermissionsBoundary)) return;
  throw serviceFault(work, {
    message: `Scope ARN: ${PermissionsBoundary} does not exist or is not attachable.`,
    status: 404,
    code: 'NotFound',
  });
}

/** A policy of the person may let only such roles be made as have a certain boundary. */
function boundaryContext({ PermissionsBoundary }: Wanted): RequestContext {
  return PermissionsBoundary === undefined ? {} : { 'iam:PermissionsBoundary': PermissionsBoundary };
}

function requireAll(work: Work, role: { arn: string; properties: Wanted }): void {
  const { arn, properties } = role;
  const context = boundaryContext(properties);
  requirePermission(work, { action: 'iam:CreateRole', resource: arn, context });
  requirePermission(work, { action: 'iam:GetRole', resource: arn });
  if (properties.Tags.length > 0) requirePermission(work, { action: 'iam:TagRole', resource: arn });
  if (properties.Policies.length > 0) requirePermission(work, { action: 'iam:PutRolePolicy', resource: arn });
  for (const policyArn of properties.ManagedPolicyArns) {
    requirePermission(work, {
      action: 'iam:AttachRolePolicy',
      resource: arn,
      context: { ...context, 'iam:PolicyARN': policyArn },
    });
  }
  if (properties.PermissionsBoundary === undefined) return;
  // That CreateRole with a boundary asks for this too is not proven on AWS; asking is the stricter of the two.
  requirePermission(work, { action: 'iam:PutRolePermissionsBoundary', resource: arn, context });
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
  if (found.boundaryArn) {
    requirePermission(work, { action: 'iam:DeleteRolePermissionsBoundary', resource: found.arn });
  }
  requirePermission(work, { action: 'iam:DeleteRole', resource: found.arn });
  work.world.deleteRole(work.accountId, name);
}

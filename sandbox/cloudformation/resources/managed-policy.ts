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
  type Work,
} from '@/sandbox/cloudformation/resources/handler';
import { parsePolicy } from '@/sandbox/iam/policy';
import type { Json, Role } from '@/sandbox/state';

/** IAM's quota for a managed policy, white space not counted. */
const LONGEST_DOCUMENT = 6144;

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
export const managedPolicy: ResourceHandler = { create, delete: remove };

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
  const document = asResourceFault(work, () => parsePolicy(properties.PolicyDocument, 'identity'));
  if (JSON.stringify(document).length > LONGEST_DOCUMENT) {
    throw serviceFault(work, {
      message: `Cannot exceed quota for PolicySize: ${LONGEST_DOCUMENT}`,
      status: 409,
      code: 'ServiceLimitExceeded',
    });
  }
  const roles = properties.Roles.map((roleName) => attachable(work, { roleName, policyArn: arn }));
  const { path, description } = { path: properties.Path, description: properties.Description };
  const made = work.world.createPolicy(work.accountId, {
    name,
    path,
    description,
    document,
    stackId: work.stackId,
  });
  for (const role of roles) role.attachedPolicyArns.push(arn);
  work.world.changed();
  return { physicalId: arn, attributes: { PolicyArn: arn, PolicyId: made.policyId } };
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
  const roles = Object.values(work.world.account(work.accountId)?.roles ?? {});
  const holders = roles.filter((role) => role.attachedPolicyArns.includes(arn));
  for (const role of holders) {
    requirePermission(work, {
      action: 'iam:DetachRolePolicy',
      resource: role.arn,
      context: { 'iam:PolicyARN': arn },
    });
  }
  requirePermission(work, { action: 'iam:DeletePolicy', resource: arn });
  for (const role of holders) {
    role.attachedPolicyArns = role.attachedPolicyArns.filter((one) => one !== arn);
  }
  work.world.deletePolicy(arn);
}

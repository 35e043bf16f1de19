import {
  GetPolicyResponse$,
  GetPolicyVersionResponse$,
  GetRoleResponse$,
  ListAttachedRolePoliciesResponse$,
} from '@aws-sdk/client-iam';
import { accountOf, type Call, requireAccess, signedPrincipal } from '@/sandbox/api/call';
import { type Input, type Service, textInput } from '@/sandbox/api/service';
import { AwsFault } from '@/sandbox/fault';
import { simulatePrincipalPolicy } from '@/sandbox/services/iam-simulate';
import type { ManagedPolicy, PolicyDocument, Role } from '@/sandbox/state';

export const iam = {
  name: 'iam',
  protocol: 'query',
  region: 'us-east-1',
  xmlns: 'https://iam.amazonaws.com/doc/2010-05-08/',
  operations: {
    GetRole: getRole,
    ListAttachedRolePolicies: listAttachedRolePolicies,
    GetPolicy: getPolicy,
    GetPolicyVersion: getPolicyVersion,
    SimulatePrincipalPolicy: simulatePrincipalPolicy,
  },
} satisfies Service;

function getRole(call: Call, input: Input) {
  const role = findRole(call, { action: 'iam:GetRole', input });
  return {
    schema: GetRoleResponse$,
    value: {
      Role: {
        Path: role.path,
        RoleName: role.name,
        RoleId: role.roleId,
        Arn: role.arn,
        CreateDate: new Date(role.createdAt),
        AssumeRolePolicyDocument: policyText(role.trust),
        Description: role.description,
        MaxSessionDuration: role.maxSessionDuration,
        PermissionsBoundary: role.boundaryArn
          ? { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: role.boundaryArn }
          : undefined,
      },
    },
  };
}

function listAttachedRolePolicies(call: Call, input: Input) {
  const role = findRole(call, { action: 'iam:ListAttachedRolePolicies', input });
  return {
    schema: ListAttachedRolePoliciesResponse$,
    value: {
      AttachedPolicies: role.attachedPolicyArns.map((arn) => ({
        PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
        PolicyArn: arn,
      })),
      IsTruncated: false,
    },
  };
}

function getPolicy(call: Call, input: Input) {
  const policy = findPolicy(call, { action: 'iam:GetPolicy', input });
  const { roles: byName, users } = accountOf(call);
  const roles = Object.values(byName);
  const bounded = [...roles, ...Object.values(users)].filter(({ boundaryArn }) => boundaryArn === policy.arn);
  return {
    schema: GetPolicyResponse$,
    value: {
      Policy: {
        PolicyName: policy.name,
        PolicyId: policy.policyId,
        Arn: policy.arn,
        Path: policy.path,
        DefaultVersionId: policy.defaultVersionId,
        AttachmentCount: roles.filter((role) => role.attachedPolicyArns.includes(policy.arn)).length,
        PermissionsBoundaryUsageCount: bounded.length,
        IsAttachable: true,
        Description: policy.description,
        CreateDate: new Date(policy.createdAt),
        UpdateDate: new Date(policy.createdAt),
      },
    },
  };
}

function getPolicyVersion(call: Call, input: Input) {
  const policy = findPolicy(call, { action: 'iam:GetPolicyVersion', input });
  const versionId = textInput(input, 'VersionId');
  const version = policy.versions.find((one) => one.versionId === versionId);
  if (!version) throw noSuchEntity(`Policy ${policy.arn} version ${versionId} does not exist`);
  return {
    schema: GetPolicyVersionResponse$,
    value: {
      PolicyVersion: {
        Document: policyText(version.document),
        VersionId: version.versionId,
        IsDefaultVersion: version.versionId === policy.defaultVersionId,
        CreateDate: new Date(version.createdAt),
      },
    },
  };
}

/** A role of the caller's account, once the caller may do the action on its ARN, existing or not. */
function findRole(call: Call, { action, input }: { action: string; input: Input }): Role {
  const name = textInput(input, 'RoleName') ?? '';
  const role = accountOf(call).roles[name];
  const arn = role?.arn ?? `arn:aws:iam::${signedPrincipal(call).accountId}:role/${name}`;
  requireAccess(call, { action, resource: arn });
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

function findPolicy(call: Call, { action, input }: { action: string; input: Input }): ManagedPolicy {
  const arn = textInput(input, 'PolicyArn') ?? '';
  requireAccess(call, { action, resource: arn });
  const policy = arn.startsWith('arn:aws:iam::aws:')
    ? call.world.policyByArn(arn)
    : accountOf(call).policies[arn];
  if (!policy) throw noSuchEntity(`Policy ${arn} was not found.`);
  return policy;
}

/** IAM returns policy documents percent-encoded. */
function policyText(document: PolicyDocument): string {
  return encodeURIComponent(JSON.stringify(document));
}

function noSuchEntity(message: string): AwsFault {
  return new AwsFault('NoSuchEntity', { status: 404, message });
}

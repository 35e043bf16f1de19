import { z } from 'zod';
import { ensureAccount } from '@/sandbox/accounts';
import { type Stand, verb } from '@/sandbox/control/verb';
import { attachPolicy, changePolicy, changeTrust, detachPolicy, setBoundary } from '@/sandbox/iam/drift';
import { parsePolicy } from '@/sandbox/iam/policy';
import type { ManagedPolicy, NamedPolicy, Role, User } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

const AccountId = z.string().regex(/^\d{12}$/);
const RoleArn = z.strictObject({ roleArn: z.string() });
const WithPolicy = RoleArn.extend({ policyArn: z.string() });

const NewRole = z.strictObject({
  accountId: AccountId,
  name: z.string().regex(/^[\w+=,.@-]{1,64}$/),
  trust: z.unknown(),
  /** What the role may do, as policy documents. */
  policies: z.array(z.unknown()).default([]),
});

const NewPolicy = z.strictObject({
  accountId: AccountId,
  name: z.string().regex(/^[\w+=,.@-]{1,128}$/),
  document: z.unknown(),
});

const OrganizationPolicies = z.strictObject({
  accountId: AccountId,
  /** Documents that are attached beside FullAWSAccess; [] takes all of them away. */
  service: z.array(z.unknown()).optional(),
  resource: z.array(z.unknown()).optional(),
  /** false: FullAWSAccess is detached, so that the others must allow. */
  fullAccess: z.boolean().default(true),
});

/** Control calls about roles, their policies, and what an organization denies: drift, and denials. */
export function roleVerbs({ world }: Stand) {
  return {
    /** A role as it is given, replacing one of the same name: for trusts that no template makes. */
    createRole: verb(NewRole, ({ accountId, name, trust, policies }): Role => {
      ensureAccount(world, accountId);
      const role = world.createRole(accountId, { name, trust: parsePolicy(trust, 'trust') });
      role.inlinePolicies = namedPolicies('policy', policies);
      return role;
    }),
    deleteRole: verb(RoleArn, ({ roleArn }) => {
      world.deleteRole(roleArn.split(':')[4] ?? '', mustRole(world, roleArn).name);
    }),
    /** A managed policy: to attach it, or as a boundary. */
    createPolicy: verb(NewPolicy, ({ accountId, name, document }): ManagedPolicy => {
      ensureAccount(world, accountId);
      return world.createPolicy(accountId, { name, document: parsePolicy(document, 'identity') });
    }),
    attachRolePolicy: verb(WithPolicy, ({ roleArn, policyArn }) =>
      attachPolicy(world, { role: mustRole(world, roleArn), policyArn }),
    ),
    detachRolePolicy: verb(WithPolicy, ({ roleArn, policyArn }) =>
      detachPolicy(world, { role: mustRole(world, roleArn), policyArn }),
    ),
    changeTrust: verb(RoleArn.extend({ trust: z.unknown() }), ({ roleArn, trust }) =>
      changeTrust(world, { role: mustRole(world, roleArn), trust }),
    ),
    /** Another document for a managed policy of an account. */
    changePolicy: verb(
      z.strictObject({ policyArn: z.string(), document: z.unknown() }),
      ({ policyArn, document }) => {
        const policy = policyArn.startsWith('arn:aws:iam::aws:') ? undefined : world.policyByArn(policyArn);
        if (!policy) throw new Error(`There is no policy ${policyArn} of an account.`);
        changePolicy(world, { policy, document });
      },
    ),
    /** `arn` is that of a role or of a user; null takes the boundary away. */
    setBoundary: verb(
      z.strictObject({ arn: z.string(), policyArn: z.string().nullable() }),
      ({ arn, policyArn }) => setBoundary(world, { of: mustIdentity(world, arn), policyArn }),
    ),
    /** What the organization attaches to an account. It reaches member accounts only, as in AWS. */
    setOrganizationPolicies: verb(OrganizationPolicies, ({ accountId, service, resource, fullAccess }) => {
      const { knobs } = ensureAccount(world, accountId);
      if (service !== undefined) {
        const own = namedPolicies('scp', service);
        knobs.serviceControlPolicies = own.length > 0 && fullAccess ? [FULL_ACCESS, ...own] : own;
      }
      if (resource !== undefined) knobs.resourceControlPolicies = controlPolicies(resource);
      world.changed();
      return knobs;
    }),
  };
}

/** The policy that an organization attaches to every account until somebody detaches it. */
const FULL_ACCESS: NamedPolicy = {
  name: 'FullAWSAccess',
  document: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
};

function namedPolicies(kind: string, documents: unknown[]): NamedPolicy[] {
  return documents.map((document, index) => ({
    name: `${kind}-${index + 1}`,
    document: parsePolicy(document, 'identity'),
  }));
}

/** A resource control policy denies to everybody (Principal "*"), and only denies. Throws AwsFault, Error. */
function controlPolicies(documents: unknown[]): NamedPolicy[] {
  return documents.map((input, index) => {
    const document = parsePolicy(input, 'resource');
    const statements = [document.Statement].flat();
    if (statements.some(({ Effect, Principal }) => Effect !== 'Deny' || Principal !== '*')) {
      throw new Error('A resource control policy has statements with Effect Deny and Principal "*" only.');
    }
    return { name: `rcp-${index + 1}`, document };
  });
}

function mustRole(world: World, arn: string): Role {
  const role = world.roleByArn(arn);
  if (!role) throw new Error(`There is no role ${arn}.`);
  return role;
}

function mustIdentity(world: World, arn: string): Role | User {
  const user = arn.includes(':user/') ? world.userByArn(arn) : undefined;
  return user ?? mustRole(world, arn);
}

import {
  type BelowRole,
  type MemberRole,
  ownRole,
  type Permission,
  type Role,
  roleAllows,
  roleBelow,
} from '@/lib/roles';
import type { TenantKind } from '@/lib/tenants';
import type { TenantScope } from './scope';

/** A signed-in person acting for one of their memberships. */
export interface UserActor {
  kind: 'user';
  identityId: string;
  membershipId: string;
  sessionId: string;
  email: string;
  name: string;
  tenantId: string;
  tenantKind: TenantKind;
  tenantName: string;
  resellerId: string | null;
  distributorId: string;
  role: MemberRole;
  belowRole: BelowRole;
  scope: TenantScope;
}

/** The worker and the command line: everything in the installation, named in the activity as Tributary. */
export interface SystemActor {
  kind: 'system';
  name: string;
  scope: TenantScope;
}

export type Actor = UserActor | SystemActor;

/**
 * Somebody without an account who holds a link of lib/handoffs.ts. Not among `Actor`: no domain function takes one but those that
 * name it, and its scope reaches one connection.
 */
export interface HandoffActor {
  kind: 'handoff';
  handoffId: string;
  connectionId: string;
  tenantId: string;
  resellerId: string | null;
  distributorId: string;
  /** "Ola, by a link": what the activity calls them. */
  name: string;
  /** How long the link works, and who made it. */
  expiresAt: string;
  madeBy: string;
  scope: TenantScope;
}

/** The row of lib/roles.ts that holds for this actor inside the given tenant, which must be in the actor's scope. */
export function roleIn(actor: UserActor, tenantId: string): Role {
  return tenantId === actor.tenantId ? ownRole(actor.tenantKind, actor.role) : roleBelow(actor.belowRole);
}

/** Whether the actor may do this inside that tenant (own, or one below that a scoped query has found). */
export function can(actor: Actor, permission: Permission, tenantId: string): boolean {
  return actor.kind === 'system' || roleAllows(roleIn(actor, tenantId), permission);
}

/** Whether the actor's role in their own tenant allows this: what is needed to make children and their contracts. */
export function canInOwn(actor: Actor, permission: Permission): boolean {
  return actor.kind === 'system' || roleAllows(ownRole(actor.tenantKind, actor.role), permission);
}

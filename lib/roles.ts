import type { TenantKind } from './tenants';

/** The role of a user in the tenant that invited them. Partner users: admin or sales; end customer users: admin or viewer. */
export const memberRoles = ['admin', 'sales', 'viewer'] as const;
export type MemberRole = (typeof memberRoles)[number];

/** "Role in customers below": what a partner user may do inside every tenant below their own. */
export const belowRoles = ['admin', 'sales', 'none'] as const;
export type BelowRole = (typeof belowRoles)[number];

/** One row of the permission table: a tier with the role held there, or the role held in a tenant from above. */
export type Role =
  | 'distributor:admin'
  | 'distributor:sales'
  | 'reseller:admin'
  | 'reseller:sales'
  | 'customer:admin'
  | 'customer:viewer'
  | 'below:admin'
  | 'below:sales'
  | 'below:none';

export type Permission =
  | 'self:manage' // own profile, password, sign-out, switching tenants
  | 'tenant:read' // the tenant itself, its tasks and its progress
  | 'tenant:update' // profile and settings of the tenant
  | 'tenant:remove' // a child that nobody has activated
  | 'reseller:add'
  | 'customer:add'
  | 'user:read'
  | 'user:invite' // invite, resend, correct, cancel, copy link
  | 'user:manage' // role, disable, enable
  | 'contract:read'
  | 'contract:write'
  | 'connection:read'
  | 'connection:write' // account ID, bucket, the stack's link, Try again
  | 'connection:confirm' // Confirm and proceed, Complete; from above only if the end customer allowed it
  | 'report:validate' // Refresh
  | 'insight:enable' // from above only if the end customer allowed it
  | 'activity:read'
  | 'outbox:read'
  | 'settings:write'; // invitation lifetime, who may confirm

const reader: Permission[] = [
  'tenant:read',
  'user:read',
  'contract:read',
  'connection:read',
  'activity:read',
];
const partnerReader: Permission[] = ['self:manage', ...reader];
const connecting: Permission[] = [
  'connection:write',
  'connection:confirm',
  'report:validate',
  'insight:enable',
];
const people: Permission[] = ['user:invite', 'user:manage'];
const owning: Permission[] = ['tenant:update', 'settings:write', 'outbox:read'];

/**
 * Who may do what (product.md section 1). The first six rows are roles in one's own tenant; "below" rows hold inside every tenant
 * below it. Making a child, its contract and its first invitation is a permission of one's own tenant.
 */
export const rolePermissions = {
  'distributor:admin': [
    ...partnerReader,
    ...people,
    ...owning,
    'tenant:remove',
    'reseller:add',
    'customer:add',
    'contract:write',
  ],
  'distributor:sales': partnerReader,
  'reseller:admin': [
    ...partnerReader,
    ...people,
    ...owning,
    'tenant:remove',
    'customer:add',
    'contract:write',
  ],
  'reseller:sales': partnerReader,
  'customer:admin': ['self:manage', ...reader, ...people, ...owning, ...connecting],
  'customer:viewer': ['self:manage', ...reader],
  'below:admin': [...reader, ...people, 'tenant:update', ...connecting],
  'below:sales': reader,
  'below:none': ['tenant:read', 'contract:read'],
} satisfies Record<Role, Permission[]>;

/** The row of the table for a user in their own tenant. */
export function ownRole(kind: TenantKind, role: MemberRole): Role {
  switch (kind) {
    case 'distributor':
      return role === 'admin' ? 'distributor:admin' : 'distributor:sales';
    case 'reseller':
      return role === 'admin' ? 'reseller:admin' : 'reseller:sales';
    case 'customer':
      return role === 'admin' ? 'customer:admin' : 'customer:viewer';
  }
}

/** The row of the table for a partner user inside a tenant below their own. */
export function roleBelow(role: BelowRole): Role {
  return `below:${role}`;
}

export function roleAllows(role: Role, permission: Permission): boolean {
  const permissions: readonly Permission[] = rolePermissions[role];
  return permissions.includes(permission);
}

/** What each role is called on screen. */
export const memberRoleNames = {
  admin: 'Admin',
  sales: 'Sales',
  viewer: 'Viewer',
} satisfies Record<MemberRole, string>;
export const belowRoleNames = {
  admin: 'Admin',
  sales: 'Sales',
  none: 'No access',
} satisfies Record<BelowRole, string>;

/** The roles that a user of this tier can hold. */
export function memberRolesOf(kind: TenantKind): readonly MemberRole[] {
  return kind === 'customer' ? ['admin', 'viewer'] : ['admin', 'sales'];
}

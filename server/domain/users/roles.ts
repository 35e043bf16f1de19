import { type BelowRole, type MemberRole, memberRoleNames, memberRolesOf } from '@/lib/roles';
import { type TenantKind, tenantKindNames } from '@/lib/tenants';
import { AppError } from '@/server/errors';

/** The roles as a tenant of this tier stores them; refuses what the tier does not know, beside the field. */
export function rolesFor(
  kind: TenantKind,
  wanted: { role: MemberRole; belowRole?: BelowRole | undefined },
): { role: MemberRole; below_role: BelowRole | null } {
  const allowed = memberRolesOf(kind);
  if (!allowed.includes(wanted.role)) {
    const names = allowed.map((role) => memberRoleNames[role]).join(' or ');
    throw new AppError('invalid', {
      happened: `A user of ${an(tenantKindNames[kind])} is ${names}.`,
      todo: 'Choose one of these.',
      field: 'role',
    });
  }
  if (kind === 'customer') {
    if (wanted.belowRole === undefined) return { role: wanted.role, below_role: null };
    throw new AppError('invalid', {
      happened: 'An end customer has no customers below.',
      todo: 'Leave the role in customers below away.',
      field: 'belowRole',
    });
  }
  if (wanted.belowRole !== undefined) return { role: wanted.role, below_role: wanted.belowRole };
  throw new AppError('invalid', {
    happened: 'The role in customers below is missing.',
    todo: 'Choose Admin, Sales or No access.',
    field: 'belowRole',
  });
}

function an(name: string): string {
  const words = name.toLowerCase();
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
}

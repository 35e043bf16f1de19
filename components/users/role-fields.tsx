import { RadioGroup } from '@/components/ui/choice';
import {
  type BelowRole,
  belowRoleNames,
  belowRoles,
  type MemberRole,
  memberRoleNames,
  memberRolesOf,
} from '@/lib/roles';
import type { TenantKind } from '@/lib/tenants';

const roleHints = {
  admin: 'Everything.',
  sales: 'View only.',
  viewer: 'View only.',
} satisfies Record<MemberRole, string>;

const belowHints = {
  admin: 'Everything inside every customer below.',
  sales: 'Sees every customer below, changes nothing.',
  none: 'Sees that customers exist and their contracts, nothing inside.',
} satisfies Record<BelowRole, string>;

type RoleFieldsProps = { kind: TenantKind; role?: MemberRole; belowRole?: BelowRole | null };

/** The role, and for partner users the role in customers below. */
export function RoleFields({ kind, role, belowRole }: RoleFieldsProps) {
  return (
    <>
      <RadioGroup
        name="role"
        label="Role"
        look="cards"
        defaultValue={role}
        options={memberRolesOf(kind).map((value) => ({
          value,
          label: memberRoleNames[value],
          hint: roleHints[value],
        }))}
      />
      {kind !== 'customer' && (
        <RadioGroup
          name="belowRole"
          label="Role in customers below"
          defaultValue={belowRole ?? undefined}
          options={belowRoles.map((value) => ({
            value,
            label: belowRoleNames[value],
            hint: belowHints[value],
          }))}
        />
      )}
    </>
  );
}

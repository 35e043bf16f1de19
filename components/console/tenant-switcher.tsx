import { Form } from '@/components/ui/form';
import { MENU_ITEM } from '@/components/ui/menu';
import type { FormAction } from '@/lib/form-state';
import { type TenantKind, tenantKindNames } from '@/lib/tenants';

type TenantSwitcherProps = {
  memberships: readonly { id: string; name: string; kind: TenantKind }[];
  action: FormAction;
};

/** The other tenants of the same person; choosing one acts for it from then on. */
export function TenantSwitcher({ memberships, action }: TenantSwitcherProps) {
  return (
    <Form action={action} aria-label="Switch tenant">
      <div>
        {memberships.map((membership) => (
          <button
            key={membership.id}
            type="submit"
            name="membershipId"
            value={membership.id}
            className={MENU_ITEM}
          >
            <span className="truncate">Switch to {membership.name}</span>
            <span className="ml-auto text-xs text-muted">{tenantKindNames[membership.kind]}</span>
          </button>
        ))}
      </div>
    </Form>
  );
}

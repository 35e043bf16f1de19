import type { ReactNode } from 'react';
import { type NavItem, Shell } from '@/components/console/shell';
import { SignOut } from '@/components/console/sign-out';
import { TenantSwitcher } from '@/components/console/tenant-switcher';
import { memberRoleNames } from '@/lib/roles';
import type { TenantKind } from '@/lib/tenants';
import { pageCaller } from '@/server/trpc/caller';
import { signOut, switchTenant } from '../(auth)/actions';

const partnerNav: NavItem[] = [
  { label: 'Home', href: '/' },
  { label: 'Customers', href: '/customers' },
  { label: 'Contracts', href: '/contracts' },
  { label: 'Activity', href: '/activity' },
  { label: 'Settings', href: '/settings' },
];

const navs: Record<TenantKind, NavItem[]> = {
  distributor: partnerNav,
  reseller: partnerNav,
  customer: [
    { label: 'Home', href: '/' },
    { label: 'Assets', href: '/assets' },
    { label: 'Activity', href: '/activity' },
    { label: 'Settings', href: '/settings' },
  ],
};

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const api = await pageCaller();
  const { person, tenant, role, memberships, membershipId, sandbox } = await api.shell.frame();
  const others = memberships.filter((membership) => membership.id !== membershipId);
  return (
    <Shell
      nav={navs[tenant.kind]}
      person={{ ...person, tenantName: tenant.name, roleName: memberRoleNames[role] }}
      search={tenant.kind === 'customer' ? undefined : { action: '/customers' }}
      tenantSwitcher={others.length > 0 && <TenantSwitcher memberships={others} action={switchTenant} />}
      signOut={<SignOut action={signOut} />}
      banner={sandbox && 'Sandbox: AWS is played by a stand-in on this machine'}
    >
      {children}
    </Shell>
  );
}

import type { ReactNode } from 'react';
import { EditProfile } from '@/components/customers/edit-profile';
import { PageHeader } from '@/components/ui/page-header';
import { StatusBadge } from '@/components/ui/status';
import { Tabs } from '@/components/ui/tabs';
import { tenantKindNames } from '@/lib/tenants';
import { timeZones } from '@/lib/zones';
import type { pageCaller } from '@/server/trpc/caller';
import { updateProfile } from '../actions';

type Caller = Awaited<ReturnType<typeof pageCaller>>;
export type TenantView = Awaited<ReturnType<Caller['customers']['get']>>;

type TenantFrameProps = {
  tenant: TenantView;
  tab: 'overview' | 'contracts' | 'users' | 'aws' | 'activity';
  actions?: ReactNode;
  children: ReactNode;
};

/** The head of a tenant's page and its tabs; a tab that the person may not open is not there. */
export function TenantFrame({ tenant, tab, actions, children }: TenantFrameProps) {
  const base = `/customers/${tenant.id}`;
  const tabs = [
    { key: 'overview', label: 'Overview', href: base, shown: true },
    { key: 'contracts', label: 'Contracts', href: `${base}/contracts`, shown: true },
    { key: 'users', label: 'Users and roles', href: `${base}/users`, shown: tenant.may.readUsers },
    {
      key: 'aws',
      label: 'AWS',
      href: `${base}/aws`,
      shown: tenant.kind === 'customer' && tenant.may.readConnections,
    },
    { key: 'activity', label: 'Activity', href: `${base}/activity`, shown: tenant.may.readActivity },
  ];
  return (
    <>
      <PageHeader
        title={tenant.name}
        path={[
          { label: 'Customers', href: '/customers' },
          ...tenant.path.map((one) => ({ label: one.name, href: `/customers/${one.id}` })),
          { label: tenant.name },
        ]}
        meta={
          <>
            {tenant.kind !== 'distributor' && <StatusBadge status={tenant.progress.status} />}
            <span>{tenantKindNames[tenant.kind]}</span>
            <span>{tenant.domain}</span>
            {tenant.parentName && <span>of {tenant.parentName}</span>}
          </>
        }
        actions={
          <>
            {tenant.may.update && (
              <EditProfile action={updateProfile} tenant={tenant} timeZones={timeZones()} />
            )}
            {actions}
          </>
        }
      />
      <Tabs
        label={`Pages of ${tenant.name}`}
        tabs={tabs
          .filter((one) => one.shown)
          .map(({ key, label, href }) => ({ label, href, current: key === tab }))}
      />
      {children}
    </>
  );
}

import type { Metadata } from 'next';
import { ActivityList } from '@/components/activity/activity-list';
import { Pager } from '@/components/ui/pager';
import { ActivityQuery } from '@/lib/activities';
import { pageCaller } from '@/server/trpc/caller';
import { TenantFrame } from '../tenant-frame';

export const metadata: Metadata = { title: 'Activity' };

type Props = { params: Promise<{ tenantId: string }>; searchParams: Promise<{ after?: string | string[] }> };

export default async function TenantActivityPage({ params, searchParams }: Props) {
  const { tenantId } = await params;
  const { after } = await searchParams;
  const asked = ActivityQuery.safeParse({ tenantId, after });
  const here = `/customers/${tenantId}/activity`;
  const api = await pageCaller();
  const tenant = await api.customers.get({ tenantId });
  const { rows, next, now } = await api.activity.list(asked.success ? asked.data : { tenantId, after: '' });
  return (
    <TenantFrame tenant={tenant} tab="activity">
      <ActivityList rows={rows} now={now} timeZone={tenant.timeZone} />
      <Pager
        label="Activity"
        previousHref={asked.data?.after ? here : undefined}
        nextHref={next ? `${here}?${new URLSearchParams({ after: next }).toString()}` : undefined}
      />
    </TenantFrame>
  );
}

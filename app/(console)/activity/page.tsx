import type { Metadata } from 'next';
import { ActivityList } from '@/components/activity/activity-list';
import { PageHeader } from '@/components/ui/page-header';
import { Pager } from '@/components/ui/pager';
import { ActivityQuery } from '@/lib/activities';
import { pageCaller } from '@/server/trpc/caller';

export const metadata: Metadata = { title: 'Activity' };

type Props = { searchParams: Promise<{ after?: string | string[] }> };

export default async function ActivityPage({ searchParams }: Props) {
  const { after } = await searchParams;
  const asked = ActivityQuery.safeParse({ after });
  const api = await pageCaller();
  const { tenant } = await api.shell.frame();
  const { rows, next, now } = await api.activity.list(asked.success ? asked.data : { after: '' });
  return (
    <>
      <PageHeader title="Activity" />
      <ActivityList rows={rows} now={now} showTenant={tenant.kind !== 'customer'} />
      <Pager
        label="Activity"
        previousHref={asked.data?.after ? '/activity' : undefined}
        nextHref={next ? `/activity?${new URLSearchParams({ after: next }).toString()}` : undefined}
      />
    </>
  );
}

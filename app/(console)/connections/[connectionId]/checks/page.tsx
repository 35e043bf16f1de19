import type { Metadata } from 'next';
import { ValidationHistory } from '@/components/reports/validation-history';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pager } from '@/components/ui/pager';
import { HistoryQuery } from '@/lib/validations';
import { pageCaller } from '@/server/trpc/caller';

export const metadata: Metadata = { title: 'Checks so far' };

type Props = {
  params: Promise<{ connectionId: string }>;
  searchParams: Promise<{ before?: string | string[] }>;
};

/** Every look at the bucket of a connection, with what each changed against the one before. */
export default async function ChecksPage({ params, searchParams }: Props) {
  const { connectionId } = await params;
  const { before } = await searchParams;
  const asked = HistoryQuery.safeParse({ connectionId, before });
  const api = await pageCaller();
  const { bucket, tenant, entries, next, now } = await api.reports.history(
    asked.success ? asked.data : { connectionId },
  );
  const address = `/connections/${connectionId}/checks`;
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <PageHeader
        title="Checks so far"
        meta={<>Newest first{bucket && <span className="font-mono break-all">{bucket}</span>}</>}
        path={[
          { label: tenant.name },
          { label: 'Validate CUR', href: `/connections/${connectionId}/validate` },
          { label: 'Checks so far' },
        ]}
      />
      {entries.length === 0 ? (
        <EmptyState>The first check runs by itself as soon as the IAM role is verified.</EmptyState>
      ) : (
        <ValidationHistory entries={entries} now={now} timeZone={tenant.timeZone} />
      )}
      <Pager
        label="Checks so far"
        previousHref={asked.data?.before ? address : undefined}
        nextHref={next === null ? undefined : `${address}?before=${next}`}
      />
    </div>
  );
}

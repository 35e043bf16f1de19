import type { Metadata } from 'next';
import { CustomerLead, DeliveredAccounts, PartnerContact } from '@/components/onboarding/customer-home';
import { HelpRows } from '@/components/onboarding/help-rows';
import { HomeCounts, HomeRows } from '@/components/onboarding/partner-home';
import { TaskCards } from '@/components/onboarding/task-cards';
import { TroubleRows } from '@/components/onboarding/trouble-rows';
import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { PageHeader } from '@/components/ui/page-header';
import { Segments } from '@/components/ui/segments';
import { HomeQuery } from '@/lib/customers';
import { headlineOf, type Progress } from '@/lib/onboarding';
import { pageCaller } from '@/server/trpc/caller';
import { settleHelp } from './connections/[connectionId]/actions';
import { refreshReports } from './connections/[connectionId]/validate/actions';
import { startConnection } from './connections/actions';

export const metadata: Metadata = { title: 'Home' };

type Props = { searchParams: Promise<{ turn?: string | string[] }> };

export default async function HomePage({ searchParams }: Props) {
  const { turn } = await searchParams;
  const asked = HomeQuery.safeParse({ turn: Array.isArray(turn) ? turn[0] : turn });
  const api = await pageCaller();
  const home = await api.onboarding.home(asked.success ? asked.data : {});
  if (home.kind === 'customer') {
    return (
      <>
        <PageHeader title={home.tenantName} />
        <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_18rem]">
          <div className="flex min-w-0 flex-col gap-6">
            <CustomerLead {...home} start={startConnection} />
            <section className="flex flex-col gap-4" aria-labelledby="tasks">
              <div className="flex flex-wrap items-center justify-between gap-3">
                <h2 id="tasks" className="text-base font-semibold">
                  Onboarding
                </h2>
                <ProgressSegments progress={home.progress} />
              </div>
              <TaskCards progress={home.progress} now={home.now} start={startConnection} buttonElsewhere />
            </section>
          </div>
          <aside className="flex flex-col gap-6">
            <PartnerContact partner={home.partner} />
            <DeliveredAccounts accounts={home.accounts} now={home.now} refresh={refreshReports} />
          </aside>
        </div>
      </>
    );
  }
  return (
    <>
      <PageHeader
        title="Onboarding"
        actions={
          home.mayAdd && (
            <ButtonLink href="/customers/new" variant="primary" icon="plus">
              Add customer
            </ButtonLink>
          )
        }
      />
      {home.own && <OwnOnboarding progress={home.own} />}
      <HomeCounts counts={home.counts} turn={home.turn} />
      <HelpRows rows={home.help} now={home.now} settle={settleHelp} />
      <TroubleRows rows={home.troubles} now={home.now} />
      <HomeRows {...home} start={startConnection} />
    </>
  );
}

/** A reseller that is itself being onboarded sees what is missing, above its customers. */
function OwnOnboarding({ progress }: { progress: Progress }) {
  return (
    <Callout tone="wait" title="Your own onboarding is not complete">
      <p>
        {progress.next && `${headlineOf(progress.next)}. `}
        Your customers can be onboarded meanwhile.
      </p>
      <ProgressSegments progress={progress} />
    </Callout>
  );
}

function ProgressSegments({ progress }: { progress: Progress }) {
  return (
    <Segments
      items={progress.tasks
        .filter((task) => !task.optional)
        .map((task) => ({ name: task.title, status: task.state }))}
    />
  );
}

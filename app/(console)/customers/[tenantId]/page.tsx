import type { Metadata } from 'next';
import { TaskCards } from '@/components/onboarding/task-cards';
import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Segments } from '@/components/ui/segments';
import type { TaskKey } from '@/lib/onboarding';
import { pageCaller } from '@/server/trpc/caller';
import { startConnection } from '../../connections/actions';
import { TenantFrame, type TenantView } from './tenant-frame';

export const metadata: Metadata = { title: 'Customer' };

type Props = { params: Promise<{ tenantId: string }>; searchParams: Promise<{ invited?: string }> };

export default async function TenantPage({ params, searchParams }: Props) {
  const { tenantId } = await params;
  const { invited } = await searchParams;
  const api = await pageCaller();
  const tenant = await api.customers.get({ tenantId });
  const { progress } = tenant;
  return (
    <TenantFrame tenant={tenant} tab="overview" actions={<AddBelow tenant={tenant} />}>
      {invited === '1' && <JustInvited tenant={tenant} />}
      <Warnings tenant={tenant} />
      {progress.total > 0 ? (
        <section className="flex flex-col gap-4" aria-labelledby="tasks">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <h2 id="tasks" className="text-base font-semibold">
              Onboarding
            </h2>
            <Segments
              items={progress.tasks
                .filter((task) => !task.optional)
                .map((task) => ({ name: task.title, status: task.state }))}
              label={tenant.name}
            />
          </div>
          <TaskCards
            progress={progress}
            now={tenant.now}
            start={startConnection}
            timeZone={tenant.timeZone}
          />
        </section>
      ) : (
        <p className="text-muted">A distributor is not onboarded by anybody: it has no tasks.</p>
      )}
    </TenantFrame>
  );
}

/** After Save and complete: the mail is on its way, or held where there is no mail server; the contract is next. */
function JustInvited({ tenant }: { tenant: TenantView }) {
  const email = tenant.firstAdmin?.email;
  const task = (key: TaskKey) => tenant.progress.tasks.find((one) => one.key === key);
  const mail = email ? `The welcome email to ${email}` : 'The welcome email';
  const invitation = tenant.holdsMail ? task('admin_activated')?.button : null;
  const isContractNext = task('contract_active')?.state !== 'done';
  const mayWrite = tenant.may.writeContract && isContractNext;
  return (
    <Callout
      tone={tenant.holdsMail ? 'wait' : 'ok'}
      title={tenant.holdsMail ? `${mail} is held: no mail server is set up` : `${mail} is on its way`}
      actions={
        (invitation || mayWrite) && (
          <>
            {invitation && (
              <ButtonLink href={invitation.href} icon="link">
                Copy link
              </ButtonLink>
            )}
            {mayWrite && (
              <ButtonLink href={`/contracts/new?tenant=${tenant.id}`} variant="primary">
                Create contract
              </ButtonLink>
            )}
          </>
        )
      }
    >
      {tenant.holdsMail && <p>Copy link gives you the link to hand over by other means.</p>}
      {isContractNext && <p>The contract is next. It can be written before the Admin is active.</p>}
    </Callout>
  );
}

function Warnings({ tenant }: { tenant: TenantView }) {
  const { firstAdmin, alsoUnder } = tenant;
  const isOutside = firstAdmin?.isOutsideDomain && firstAdmin.state === 'invited';
  return (
    <>
      {isOutside && (
        <Callout
          tone="warn"
          title={`${firstAdmin.email} is outside ${tenant.domain}`}
          actions={
            <ButtonLink href={`/customers/${tenant.id}/users`} size="sm">
              Correct email
            </ButtonLink>
          }
        >
          The invitation was sent to this address. If it is mistyped, correct it: the old link then ends.
        </Callout>
      )}
      {alsoUnder.length > 0 && (
        <Callout tone="warn" title={`${tenant.domain} is also a customer of ${alsoUnder.join(', ')}`}>
          One domain under two resellers is allowed. Only you see it.
        </Callout>
      )}
    </>
  );
}

function AddBelow({ tenant }: { tenant: TenantView }) {
  if (tenant.kind !== 'reseller' || !tenant.may.writeContract) return null;
  return (
    <ButtonLink href={`/customers/new?kind=customer&parent=${tenant.id}`} size="sm" icon="plus">
      Add end customer
    </ButtonLink>
  );
}

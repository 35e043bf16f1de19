import { deliveryStatus } from '@/components/connections/connection-list';
import { RefreshReports } from '@/components/connections/refresh-reports';
import { TaskButton } from '@/components/onboarding/task-button';
import { AccountId } from '@/components/ui/account-id';
import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Card } from '@/components/ui/card';
import { TextLink } from '@/components/ui/link';
import { StatusLine } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import { deliveryNames } from '@/lib/connections';
import type { FormAction } from '@/lib/form-state';
import type { TaskButton as Button, Progress } from '@/lib/onboarding';

type LeadProps = {
  progress: Progress;
  gate: { says: string; todo: string } | null;
  button: Button | null;
  mayConnect: boolean;
  start: FormAction;
};

/** What has to happen now, in a sentence, and the one button. */
export function CustomerLead({ progress, gate, button, mayConnect, start }: LeadProps) {
  return (
    <section
      className="flex flex-col gap-4 rounded border border-line bg-surface px-6 py-6"
      aria-labelledby="now"
    >
      <div className="flex flex-col gap-1.5">
        <h2 id="now" className="text-lg font-semibold tracking-tight">
          {leadTitle(progress, gate !== null)}
        </h2>
        <p className="max-w-xl text-muted">{leadText(progress, gate !== null)}</p>
      </div>
      {gate && !progress.done && (
        <Callout tone="wait" title={gate.says}>
          {gate.todo}
        </Callout>
      )}
      {button && (
        <div>
          <TaskButton button={button} start={start} variant="primary" size="lg" />
        </div>
      )}
      {!mayConnect && !progress.done && (
        <p className="text-muted">An Admin of your company connects the account. You can follow it here.</p>
      )}
    </section>
  );
}

function leadTitle(progress: Progress, isBlocked: boolean): string {
  if (progress.done) return 'Your AWS account is connected';
  if (isBlocked) return 'Connecting starts when your contract is active';
  const begun = progress.tasks.find((task) => task.key === 'account_connected')?.state !== 'not_started';
  return begun ? 'Go on where you left off' : 'Connect your AWS management account';
}

function leadText(progress: Progress, isBlocked: boolean): string {
  if (progress.done)
    return 'Its Cost and Usage Report (CUR) is checked every day; what is found stands here and in Assets.';
  if (isBlocked) return 'Nothing is needed from you until then. You get an email when you can connect.';
  const next =
    progress.tasks.find((task) => task.key === 'account_connected' && task.state !== 'done') ??
    progress.tasks.find((task) => task.key === 'cur_confirmed');
  if (next && next.state !== 'not_started' && next.says) return `${next.title}: ${next.says}`;
  return 'It takes about 10 minutes, and a stack in your account that you can delete at any time. Another person can go on where you stop.';
}

type PartnerContactProps = { partner: { company: string; name: string | null; email: string | null } | null };

/** Whom to ask. */
export function PartnerContact({ partner }: PartnerContactProps) {
  if (!partner) return null;
  return (
    <Card title="Your partner">
      <div className="flex flex-col gap-1">
        <p className="font-medium">{partner.company}</p>
        {partner.name && <p>{partner.name}</p>}
        {partner.email && (
          <p>
            <TextLink href={`mailto:${partner.email}`}>{partner.email}</TextLink>
          </p>
        )}
      </div>
    </Card>
  );
}

export type DeliveredAccount = {
  id: string;
  accountId: string | null;
  bucket: string | null;
  health: keyof typeof deliveryNames;
  /** Its checks have not run for two days. */
  isStale: boolean;
  nextCheckAt: string | null;
  /** Its checks, or the step that is due. */
  href: string;
  mayValidate: boolean;
};

type DeliveredAccountsProps = { accounts: readonly DeliveredAccount[]; now: string; refresh: FormAction };

/** CUR delivery of each connected account. */
export function DeliveredAccounts({ accounts, now, refresh }: DeliveredAccountsProps) {
  if (accounts.length === 0) return null;
  return (
    <Card title="CUR delivery">
      <ul className="flex flex-col divide-y divide-line">
        {accounts.map((account) => (
          <li
            key={account.id}
            className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 py-2.5 first:pt-0 last:pb-0"
          >
            <span className="flex min-w-0 flex-col">
              {account.accountId && <AccountId id={account.accountId} />}
              <span className="truncate font-mono text-xs text-muted">{account.bucket}</span>
            </span>
            <span className="flex flex-col items-start">
              <StatusLine status={deliveryStatus[account.health]} word={deliveryNames[account.health]} />
              {account.isStale && <span className="text-xs text-muted">not checked for two days</span>}
              {!account.isStale && account.nextCheckAt && (
                <span className="text-xs text-muted">
                  next check <Time iso={account.nextCheckAt} now={now} />
                </span>
              )}
            </span>
            <div className="flex basis-full flex-wrap gap-2 pt-1">
              <ButtonLink variant="secondary" size="sm" href={account.href}>
                Open
              </ButtonLink>
              {account.mayValidate && (
                <RefreshReports
                  connection={{ id: account.id, account: account.accountId }}
                  action={refresh}
                />
              )}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

import { FindingList } from '@/components/connections/finding-list';
import { InsightStates } from '@/components/connections/insight-states';
import { LinkAccount } from '@/components/connections/link-account';
import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { CheckboxGroup } from '@/components/ui/choice';
import { EmptyState } from '@/components/ui/empty-state';
import { Form } from '@/components/ui/form';
import { SubmitButton } from '@/components/ui/submit-button';
import { formatAccountId } from '@/lib/aws-ids';
import type { ConnectionListItem, ConnectionView } from '@/lib/connection-views';
import { connectionStateNames } from '@/lib/connections';
import type { FormAction } from '@/lib/form-state';
import { insightKinds, insights } from '@/lib/insights';

type InsightsStepProps = {
  connection: ConnectionView;
  accounts: readonly ConnectionListItem[];
  actions: { link: FormAction; complete: FormAction };
};

/** Step 6 of an AWS management account: accounts with insights, which never hold up the end of onboarding. */
export function InsightsStep({ connection, accounts, actions }: InsightsStepProps) {
  const complete = connection.completedAt !== null;
  const hidden = { connectionId: connection.id, version: String(connection.version) };
  return (
    <>
      <FindingList label="IAM role" findings={connection.findings} />
      <AccountsWithInsights accounts={accounts} />
      {connection.may.insights && (
        <LinkAccount
          action={actions.link}
          tenantId={connection.tenant.id}
          account={accounts.length === 0 ? connection.account : null}
        />
      )}
      {complete ? (
        <Callout
          tone="ok"
          title="Onboarding is complete."
          actions={<ButtonLink href="/assets">Manage AWS integrations</ButtonLink>}
        >
          Every connection is checked again each day. Insights can be enabled later, from Assets.
        </Callout>
      ) : (
        <CompleteForm connection={connection} action={actions.complete} hidden={hidden} />
      )}
    </>
  );
}

function CompleteForm(props: {
  connection: ConnectionView;
  action: FormAction;
  hidden: Record<string, string>;
}) {
  const { connection, action, hidden } = props;
  if (connection.state !== 'confirmed') {
    return (
      <Callout
        title="Complete becomes possible when a CUR is confirmed."
        actions={
          <ButtonLink variant="secondary" href={`/connections/${connection.id}/validate`}>
            Validate CUR
          </ButtonLink>
        }
      />
    );
  }
  if (!connection.may.confirm) return null;
  return (
    <Form action={action} hidden={hidden}>
      <p className="text-muted">Insights are optional and can be enabled later.</p>
      <SubmitButton className="self-start">Complete</SubmitButton>
    </Form>
  );
}

function AccountsWithInsights({ accounts }: { accounts: readonly ConnectionListItem[] }) {
  if (accounts.length === 0) {
    return (
      <EmptyState icon="boxes">
        Accounts with insights will be here: AWS Trusted Advisor, AWS Cost Optimization Hub and AWS Security
        Hub.
      </EmptyState>
    );
  }
  return (
    <ul className="flex flex-col gap-3" aria-label="Accounts with insights">
      {accounts.map((account) => (
        <li key={account.id} className="flex flex-col gap-3 rounded border border-line bg-surface px-4 py-3">
          <div className="flex flex-wrap items-baseline justify-between gap-2">
            <h2 className="font-mono font-semibold">
              {account.account ? formatAccountId(account.account) : 'No account ID yet'}
            </h2>
            <span className="text-xs text-muted">{connectionStateNames[account.state]}</span>
          </div>
          <InsightStates results={account.insights} advice="unfit" isBroken={account.state === 'broken'} />
          <div className="flex flex-wrap gap-2">
            <ButtonLink variant="secondary" size="sm" href={account.href}>
              {account.step === 'insights' ? 'Open' : 'Continue'}
            </ButtonLink>
          </div>
        </li>
      ))}
    </ul>
  );
}

type LinkedStepProps = {
  connection: ConnectionView;
  actions: { check: FormAction; setWanted: FormAction };
};

/** Step "Insights" of an account with insights: the state of each, and which are wanted. */
export function LinkedInsightsStep({ connection, actions }: LinkedStepProps) {
  const hidden = { connectionId: connection.id, version: String(connection.version) };
  const wanted = connection.insights.map((result) => result.insight);
  return (
    <>
      <FindingList label="IAM role" findings={connection.findings} />
      <InsightStates results={connection.insights} advice="all" isBroken={connection.state === 'broken'} />
      {connection.may.insights && (
        <>
          <Form inline action={actions.check} hidden={hidden} aria-label="Check insights">
            <SubmitButton variant="secondary" icon="refresh" pendingLabel="Asking AWS…">
              Refresh
            </SubmitButton>
          </Form>
          <Form action={actions.setWanted} hidden={hidden} aria-label="Wanted insights">
            <CheckboxGroup
              name="wanted"
              label="Enabled insights"
              hint="After a change the stack is updated in AWS: the page then says how."
              defaultValue={wanted}
              options={insightKinds.map((kind) => ({
                value: kind,
                label: insights[kind].name,
                hint: insights[kind].actions.join(', '),
              }))}
            />
            <SubmitButton variant="secondary" className="self-start">
              Save
            </SubmitButton>
          </Form>
        </>
      )}
    </>
  );
}

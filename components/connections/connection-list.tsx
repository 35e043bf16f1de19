import { InsightStates } from '@/components/connections/insight-states';
import { RefreshReports } from '@/components/connections/refresh-reports';
import { ButtonLink } from '@/components/ui/button';
import { StatusBadge, StatusLine } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import { formatAccountId } from '@/lib/aws-ids';
import type { ConnectionState } from '@/lib/connection-states';
import type { ConnectionListItem } from '@/lib/connection-views';
import { connectionStateNames, deliveryNames, disconnectAddress, rotateAddress } from '@/lib/connections';
import { titleOf } from '@/lib/findings';
import type { FormAction } from '@/lib/form-state';
import { updateAddress } from '@/lib/stack-update';
import type { Status } from '@/lib/status';

/** How the state of a connection is drawn. */
export const connectionStatus = {
  draft: 'in_progress',
  awaiting_stack: 'in_progress',
  stack_in_progress: 'in_progress',
  stack_failed: 'failed',
  verifying: 'in_progress',
  role_verified: 'in_progress',
  awaiting_report: 'waiting',
  report_invalid: 'attention',
  report_valid: 'in_progress',
  confirmed: 'in_progress',
  complete: 'done',
  paused: 'waiting',
  unsupported: 'not_available',
  broken: 'failed',
  disconnected: 'not_available',
} as const satisfies Record<ConnectionState, Status>;

export const deliveryStatus = {
  success: 'done',
  warning: 'attention',
  failed: 'failed',
  not_available: 'not_available',
} as const satisfies Record<ConnectionListItem['delivery'], Status>;

type ConnectionListProps = {
  connections: readonly ConnectionListItem[];
  now: string;
  timeZone?: string;
  /** Partners see whose connection it is. */
  showTenant?: boolean;
  refresh: FormAction;
};

/** AWS management accounts, or accounts with insights, with their state, CUR delivery and the way into them. */
export function ConnectionList({ connections, now, timeZone, showTenant, refresh }: ConnectionListProps) {
  return (
    <ul className="flex flex-col gap-3">
      {connections.map((connection) => (
        <li
          key={connection.id}
          className="flex flex-col gap-3 rounded border border-line bg-surface px-4 py-4"
        >
          <div className="flex flex-wrap items-start justify-between gap-3">
            <div className="min-w-0">
              <h3 className="font-mono font-semibold">
                {connection.account ? formatAccountId(connection.account) : 'No account ID yet'}
              </h3>
              {showTenant && <p className="text-xs text-muted">{connection.tenant.name}</p>}
            </div>
            <StatusBadge
              status={isLinked(connection) ? 'done' : connectionStatus[connection.state]}
              word={connectionStateNames[connection.state]}
            />
          </div>
          {connection.state === 'broken' && <Broken connection={connection} />}
          {connection.purpose === 'insights' ? (
            <>
              <InsightStates
                results={connection.insights}
                advice="unfit"
                isBroken={connection.state === 'broken'}
              />
              <LastCheck connection={connection} now={now} timeZone={timeZone} />
            </>
          ) : (
            <ReportFacts connection={connection} now={now} timeZone={timeZone} />
          )}
          <div className="flex flex-wrap gap-2">
            <ButtonLink variant="secondary" size="sm" href={connection.href}>
              {openLabel(connection)}
            </ButtonLink>
            {connection.mayValidate && <RefreshReports connection={connection} action={refresh} />}
            {connection.remedy && (
              <ButtonLink variant="secondary" size="sm" href={updateAddress(connection.id)}>
                {connection.remedy === 'update' ? 'Update the stack' : 'Put the IAM role back'}
              </ButtonLink>
            )}
            {connection.mayRotate && (
              <ButtonLink
                variant="quiet"
                size="sm"
                href={rotateAddress(connection.id)}
                aria-label={`${rotateWord(connection)} of ${connection.account ? formatAccountId(connection.account) : 'this account'}`}
              >
                {rotateWord(connection)}
              </ButtonLink>
            )}
            {connection.mayDisconnect && (
              <ButtonLink
                variant="quiet"
                size="sm"
                href={disconnectAddress(connection.id)}
                aria-label={disconnectLabel(connection)}
              >
                {disconnectWord(connection)}
              </ButtonLink>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Why it does not work any more, and the first thing to do; the page has the rest. */
function Broken({ connection: { brokenBy } }: { connection: ConnectionListItem }) {
  return (
    <p className="text-bad">
      {brokenBy ? `${titleOf(brokenBy.code).failed}. ` : 'The IAM role does not work any more. '}
      {brokenBy && <span className="text-muted">{brokenBy.fix}</span>}
    </p>
  );
}

type Checked = { connection: ConnectionListItem; now: string; timeZone?: string };

/** Daily, as of the AWS management accounts; what is on its way has none. */
function LastCheck({ connection: { validatedAt }, now, timeZone }: Checked) {
  if (validatedAt === null) return null;
  return (
    <p className="text-xs text-muted">
      Last check <Time iso={validatedAt} now={now} timeZone={timeZone} />. It is checked each day.
    </p>
  );
}

function rotateWord({ isRotating }: ConnectionListItem): string {
  return isRotating ? 'Rotation of the external ID' : 'Rotate external ID';
}

function disconnectWord({ stackBegun }: ConnectionListItem): string {
  return stackBegun ? 'Disconnect' : 'Discard';
}

/** Of several in one list, each says which. */
function disconnectLabel(connection: ConnectionListItem): string {
  const { account } = connection;
  return `${disconnectWord(connection)} ${account ? formatAccountId(account) : 'the draft'}`;
}

/** An account with insights has nothing to complete once its IAM role is verified. */
function isLinked({ purpose, state }: ConnectionListItem): boolean {
  return purpose === 'insights' && state === 'role_verified';
}

function openLabel(connection: ConnectionListItem): string {
  const { state, stepNumber, stepCount } = connection;
  if (isLinked(connection)) return 'Open';
  if (state === 'complete' || state === 'broken' || state === 'disconnected') return 'Open';
  return `Continue (step ${stepNumber} of ${stepCount})`;
}

function ReportFacts({
  connection,
  now,
  timeZone,
}: {
  connection: ConnectionListItem;
  now: string;
  timeZone?: string;
}) {
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2">
      <Fact label="CUR delivery">
        <StatusLine status={deliveryStatus[connection.delivery]} word={deliveryNames[connection.delivery]} />
      </Fact>
      <Fact label="Bucket">
        <span className="font-mono text-xs break-all">{connection.bucket ?? '–'}</span>
      </Fact>
      {connection.chosenReport && (
        <Fact label="CUR">
          <span className="font-mono text-xs break-all">{connection.chosenReport}</span>
        </Fact>
      )}
      <Fact label="Last check">
        {connection.validatedAt ? <Time iso={connection.validatedAt} now={now} timeZone={timeZone} /> : '–'}
      </Fact>
      {connection.isStale && <Fact label="Checks">Have not run for two days</Fact>}
      {connection.errors > 0 && <Fact label="To fix">{connection.errors}</Fact>}
      {connection.warnings > 0 && <Fact label="Warnings">{connection.warnings}</Fact>}
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

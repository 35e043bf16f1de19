import { AwsParts } from '@/components/connections/aws-parts';
import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { TextLink } from '@/components/ui/link';
import { StatusLine } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import { formatAccountId } from '@/lib/aws-ids';
import type { ConnectionEnd, ConnectionListItem, ConnectionView } from '@/lib/connection-views';
import { deletion } from '@/lib/stack-in-aws';
import type { Status } from '@/lib/status';

/** How the end of a connection is drawn. */
const endStatus = {
  none: { status: 'done', word: 'Disconnected' },
  unknown: { status: 'in_progress', word: 'Looking whether the stack is gone' },
  answers: { status: 'attention', word: 'The stack still stands' },
  gone: { status: 'done', word: 'AWS lets Tributary in no more' },
} as const satisfies Record<ConnectionEnd['role'], { status: Status; word: string }>;

type ConnectionEndedProps = { connection: ConnectionView; end: ConnectionEnd; now: string; back: string };

/** After disconnecting: whether AWS still lets us in, how the stack is deleted, and what was kept. */
export function ConnectionEnded({ connection, end, now, back }: ConnectionEndedProps) {
  const { tenant, validation } = connection;
  const time = (iso: string) => <Time iso={iso} now={now} timeZone={tenant.timeZone} />;
  return (
    <>
      <div className="flex flex-col gap-1" aria-live="polite">
        <StatusLine {...endStatus[end.role]} />
        <p className="text-muted">
          Disconnected {time(end.at)}.{end.goneAt && <> Its IAM role refused Tributary {time(end.goneAt)}.</>}
          {end.role === 'answers' && end.answeredAt && (
            <> Its IAM role last answered {time(end.answeredAt)}.</>
          )}
        </p>
      </div>
      {end.role !== 'gone' && end.role !== 'none' && <StackToDelete connection={connection} end={end} />}
      {validation.validatedAt !== null && (
        <p>
          What was read was kept:{' '}
          <TextLink href={`/connections/${connection.id}/checks`}>the checks so far</TextLink>.
        </p>
      )}
      <div>
        <ButtonLink variant="secondary" href={back}>
          Back to the accounts
        </ButtonLink>
      </div>
    </>
  );
}

function StackToDelete({ connection, end }: Pick<ConnectionEndedProps, 'connection' | 'end'>) {
  const { account, leftovers, stack } = connection;
  const name = stack.stackName ?? '';
  const part = {
    title: `Delete the stack ${name}`,
    lines: deletion({ name, account: account === null ? null : formatAccountId(account) }),
  };
  return (
    <>
      <AwsParts parts={[part]} />
      {leftovers.length > 0 && (
        <p>
          If they stand too, delete those of earlier attempts:{' '}
          <span className="font-mono text-xs wrap-anywhere">
            {leftovers.map(({ name: left }) => left).join(', ')}
          </span>
          .
        </p>
      )}
      <div>
        <ButtonLink href={stack.events ?? stack.console} newTab>
          Open CloudFormation in AWS
        </ButtonLink>
      </div>
      {end.nextAt === null ? (
        <Callout tone="warn" title="Tributary has stopped looking, after 14 days.">
          As long as the stack stands, its IAM role still trusts Tributary, which does not use it any more.
        </Callout>
      ) : (
        <p className="text-muted">
          This page sees by itself when the stack is gone: about a minute after it is.
        </p>
      )}
    </>
  );
}

/** The disconnected accounts of a list, folded away below the connected ones. */
export function EndedList({ connections }: { connections: readonly ConnectionListItem[] }) {
  return (
    <ul className="flex flex-col divide-y divide-line">
      {connections.map(({ id, account, end, href }) => (
        <li key={id} className="flex flex-wrap items-baseline gap-x-6 gap-y-1 py-2">
          <TextLink href={href}>{account ? formatAccountId(account) : 'No account ID'}</TextLink>
          {end && <StatusLine {...endStatus[end.role]} />}
        </li>
      ))}
    </ul>
  );
}

import { AsWritten } from '@/components/connections/stack-causes';
import { Callout, type Tone } from '@/components/ui/callout';
import { CopyValue } from '@/components/ui/copy-value';
import { KeyValues } from '@/components/ui/key-values';
import { TextLink } from '@/components/ui/link';
import { StatusLine } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import type { StackView } from '@/lib/connection-views';
import type { StackNotice } from '@/lib/stack-standing';

/** How loud each is: what stopped working, what will, what only should be known. */
const tones = {
  unreachable: 'bad',
  deleted: 'warn',
  update_failed: 'warn',
  replaced: 'info',
} as const satisfies Record<StackNotice['kind'], Tone>;

type StackStateProps = { stack: StackView; now: string; timeZone: string };

/** The stack of a connection whose IAM role was accepted: how it is, since when, and what became of it. */
export function StackState({ stack, now, timeZone }: StackStateProps) {
  const { standing } = stack;
  if (standing === null) return null;
  const time = (iso: string | null) =>
    iso === null ? 'Not yet' : <Time iso={iso} now={now} timeZone={timeZone} />;
  return (
    <div className="flex flex-col gap-4">
      {standing.notices.map((notice) => (
        <StackNoticed key={notice.kind} notice={notice} now={now} timeZone={timeZone} />
      ))}
      <KeyValues
        items={[
          {
            key: 'name',
            label: 'Stack',
            value: <CopyValue value={stack.stackName ?? ''} label="stack name" />,
          },
          {
            key: 'status',
            label: 'Status',
            value: <StatusLine status={standing.status.look} word={standing.status.word} />,
          },
          ...(stack.updatedAt === null
            ? []
            : [{ key: 'updated', label: 'Updated in AWS', value: time(stack.updatedAt) }]),
          { key: 'looked', label: 'Last looked', value: time(standing.lookedAt) },
        ]}
      />
      {stack.events && (
        <p>
          <TextLink href={stack.events} newTab>
            Events of the stack in AWS
          </TextLink>
        </p>
      )}
    </div>
  );
}

/** What became of a stack, and what to do. */
function StackNoticed({ notice, now, timeZone }: { notice: StackNotice } & Omit<StackStateProps, 'stack'>) {
  return (
    <Callout tone={tones[notice.kind]} title={notice.title}>
      <p>
        {notice.says}
        {notice.at && (
          <span className="text-muted">
            {' '}
            Seen <Time iso={notice.at} now={now} timeZone={timeZone} />.
          </span>
        )}
      </p>
      {notice.aws && <AsWritten text={notice.aws} />}
    </Callout>
  );
}

'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useState } from 'react';
import { FindingList } from '@/components/connections/finding-list';
import { StackState } from '@/components/connections/stack-state';
import { StackWait } from '@/components/connections/stack-wait';
import { Callout } from '@/components/ui/callout';
import { Disclosure } from '@/components/ui/disclosure';
import { TextLink } from '@/components/ui/link';
import { Time } from '@/components/ui/time';
import { Timeline } from '@/components/ui/timeline';
import type { ConnectionEventKind } from '@/lib/connection-events';
import type { ConnectionState } from '@/lib/connection-states';
import type { ProgressLine, StackProgress, TimelineEntry } from '@/lib/connection-views';
import type { Status } from '@/lib/status';

type StackLiveProps = {
  connectionId: string;
  initial: StackProgress;
  timeZone: string;
  poll: (connectionId: string) => Promise<StackProgress | null>;
  /** What may be done about a stack that stands: below its state. */
  children?: ReactNode;
};

/** The server answers from its database, so asking is cheap; what AWS knows reaches it by the worker's schedule. */
const ASK_EVERY_MS = 2000;
/** Of a stack that stands only a doorbell, a check or a person's Refresh tells anything new. */
const ASK_STANDING_EVERY_MS = 10_000;

/** How long a page may take to be drawn again before it is asked for once more. */
const REDRAW_MS = 15_000;

/** While the stack and its role are on their way; afterwards there is nothing to watch. */
const moving: readonly ConnectionState[] = [
  'awaiting_stack',
  'stack_in_progress',
  'verifying',
  'stack_failed',
];

const lineStatus = {
  done: 'done',
  current: 'in_progress',
  todo: 'not_started',
  failed: 'failed',
} as const satisfies Record<ProgressLine['state'], Status>;

/** When it was; of the line that is waited for, how often it is looked for. */
function asideOf(line: ProgressLine, of: { pace: string | null; timeZone: string }) {
  if (line.state === 'current' && of.pace !== null) return `checking ${of.pace}`;
  return line.at === null ? undefined : <Time iso={line.at} look="clock" timeZone={of.timeZone} />;
}

/** What is known of the stack, kept current without a reload. A hidden tab asks nothing. */
export function StackLive({ connectionId, initial, timeZone, poll, children }: StackLiveProps) {
  const { progress, reached } = usePolled({ connectionId, initial, poll });
  const { stack } = progress;
  return (
    <div className="flex flex-col gap-4">
      <noscript>
        <meta httpEquiv="refresh" content={stack.standing === null ? '5' : '60'} />
      </noscript>
      <StackState stack={stack} now={progress.now} timeZone={timeZone} />
      {children}
      {stack.standing?.stands !== false && (
        <Timeline
          live
          label="Stack"
          entries={stack.progress.map((line) => ({
            key: line.key,
            status: lineStatus[line.state],
            text: line.label,
            detail: line.detail,
            aside: asideOf(line, { pace: stack.pace, timeZone }),
          }))}
        />
      )}
      {!reached && <p className="text-xs text-muted">The server did not answer just now. Asking again.</p>}
      {progress.conflict && <Callout tone="warn" title={progress.conflict} />}
      {progress.keptOut && (
        <Callout tone="wait" title="The IAM role cannot be looked at now." live>
          {progress.keptOut}
        </Callout>
      )}
      <FindingList label="IAM role" findings={findingsToShow(progress)} />
      <StackWait stack={stack} />
      {stack.events && stack.standing === null && (
        <p>
          <TextLink href={stack.events} newTab>
            Events of the stack in AWS
          </TextLink>
        </p>
      )}
      <History timeline={progress.timeline} timeZone={timeZone} />
    </div>
  );
}

const historyStatus: Partial<Record<ConnectionEventKind, Status>> = {
  stack_failed: 'failed',
  broken: 'failed',
  role_refused: 'attention',
  role_lost: 'attention',
  account_taken: 'attention',
  stalled: 'waiting',
  paused: 'waiting',
};

/** What happened to the connection so far, as it was written down; earlier attempts too. */
function History({ timeline, timeZone }: { timeline: readonly TimelineEntry[]; timeZone: string }) {
  if (timeline.length === 0) return null;
  return (
    <Disclosure summary="History">
      <Timeline
        label="History"
        entries={[...timeline].reverse().map((entry, index) => ({
          key: `${entry.at} ${entry.kind} ${index}`,
          status: historyStatus[entry.kind] ?? 'done',
          text: entry.label,
          detail: entry.detail,
          aside: <Time iso={entry.at} timeZone={timeZone} />,
        }))}
      />
    </Disclosure>
  );
}

/** That a role which is not there yet, or no more, cannot be assumed is said by the wait, or by what became of the stack. */
function findingsToShow({ state, findings, keptOut, stack }: StackProgress) {
  if (keptOut) return [];
  const isSaid = state === 'awaiting_stack' || stack.standing?.stands === false;
  return isSaid ? findings.filter(({ code }) => code !== 'ROLE_NOT_REACHABLE') : findings;
}

/** What the page around this island depends on. */
function drawnFrom({ state, stack }: StackProgress): string {
  return `${state} ${stack.standing?.stands ?? ''}`;
}

function usePolled({ connectionId, initial, poll }: Omit<StackLiveProps, 'timeZone' | 'children'>) {
  const router = useRouter();
  const [progress, setProgress] = useState(initial);
  const [reached, setReached] = useState(true);
  const drawn = drawnFrom(initial);
  const every = moving.includes(initial.state)
    ? ASK_EVERY_MS
    : initial.stack.standing !== null
      ? ASK_STANDING_EVERY_MS
      : null;

  useEffect(() => {
    if (every === null) return;
    let stopped = false;
    let asking = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // One question at a time: the router takes actions in turn, so on a slow line questions would pile up before the form's own.
    const ask = async () => {
      clearTimeout(timer);
      if (stopped || asking || document.visibilityState === 'hidden') return;
      asking = true;
      const answer = await poll(connectionId).catch(() => null);
      asking = false;
      if (stopped) return;
      setReached(answer !== null);
      if (answer) setProgress(answer);
      const isRedrawn = answer !== null && drawnFrom(answer) !== drawn;
      // Another state means other buttons: the page is drawn again around this island, which then begins anew.
      if (isRedrawn) router.refresh();
      timer = setTimeout(() => void ask(), isRedrawn ? REDRAW_MS : every);
    };
    timer = setTimeout(() => void ask(), every);
    const onVisible = () => void ask();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [connectionId, poll, router, drawn, every]);

  return { progress, reached };
}

'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { FindingList } from '@/components/connections/finding-list';
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
};

/** The server answers from its database, so asking is cheap; what AWS knows reaches it by the worker's schedule. */
const ASK_EVERY_MS = 2000;

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

/** What is known of the stack, kept current without a reload. A hidden tab asks nothing. */
export function StackLive({ connectionId, initial, timeZone, poll }: StackLiveProps) {
  const { progress, reached } = usePolled({ connectionId, initial, poll });
  const { stack } = progress;
  return (
    <div className="flex flex-col gap-4">
      <noscript>
        <meta httpEquiv="refresh" content="5" />
      </noscript>
      <Timeline
        live
        label="Stack"
        entries={stack.progress.map((line) => ({
          key: line.key,
          status: lineStatus[line.state],
          text: line.label,
          detail: line.detail,
          aside: line.at ? <Time iso={line.at} look="clock" timeZone={timeZone} /> : undefined,
        }))}
      />
      {!reached && <p className="text-xs text-muted">The server did not answer just now. Asking again.</p>}
      {progress.conflict && <Callout tone="warn" title={progress.conflict} />}
      {progress.keptOut && (
        <Callout tone="wait" title="The IAM role cannot be looked at now." live>
          {progress.keptOut}
        </Callout>
      )}
      <FindingList label="IAM role" findings={progress.keptOut ? [] : progress.findings} />
      {stack.stalled && (
        <Callout tone="wait" title="Nothing came for 14 days, so looking stopped.">
          Opening this step starts it over. If the stack was never created, open the link above.
        </Callout>
      )}
      {stack.events && (
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

function usePolled({ connectionId, initial, poll }: Omit<StackLiveProps, 'timeZone'>) {
  const router = useRouter();
  const [progress, setProgress] = useState(initial);
  const [reached, setReached] = useState(true);
  const { state: drawnState } = initial;

  useEffect(() => {
    if (!moving.includes(drawnState)) return;
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
      const isRedrawn = answer !== null && answer.state !== drawnState;
      // Another state means other buttons: the page is drawn again around this island, which then begins anew.
      if (isRedrawn) router.refresh();
      timer = setTimeout(() => void ask(), isRedrawn ? REDRAW_MS : ASK_EVERY_MS);
    };
    timer = setTimeout(() => void ask(), ASK_EVERY_MS);
    const onVisible = () => void ask();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [connectionId, poll, router, drawnState]);

  return { progress, reached };
}

'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

type ValidationLiveProps = {
  connectionId: string;
  state: string;
  running: boolean;
  /** Nothing is delivered yet: the page watches, seldom. */
  waiting: boolean;
  /** Of the check that is drawn, where one that begins and ends between two looks must not be missed. */
  validatedAt?: string | null;
  /** Without a script: after how many seconds the page is drawn again. */
  redrawSeconds?: number;
  watch: (connectionId: string) => Promise<Seen | null>;
};

type Seen = { state: string; running: boolean; validatedAt?: string | null };

const WHILE_RUNNING_MS = 1500;
const WHILE_WAITING_MS = 20_000;

/** Draws the page again when a check that runs, or a delivery that is awaited, has an outcome. A hidden tab asks nothing. */
export function ValidationLive(props: ValidationLiveProps) {
  const { connectionId, state, running, waiting, validatedAt, watch } = props;
  const router = useRouter();
  const every = running ? WHILE_RUNNING_MS : waiting ? WHILE_WAITING_MS : null;

  useEffect(() => {
    if (every === null) return;
    const timer = setInterval(async () => {
      if (document.visibilityState === 'hidden') return;
      const answer = await watch(connectionId).catch(() => null);
      if (!answer) return;
      const isChecked = validatedAt !== undefined && (answer.validatedAt ?? null) !== validatedAt;
      if (isChecked || answer.state !== state || answer.running !== running) router.refresh();
    }, every);
    return () => clearInterval(timer);
  }, [connectionId, every, running, state, validatedAt, watch, router]);

  if (every === null) return null;
  return (
    <noscript>
      <meta httpEquiv="refresh" content={String(props.redrawSeconds ?? (running ? 3 : 60))} />
    </noscript>
  );
}

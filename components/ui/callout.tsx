import type { ReactNode } from 'react';
import { cx } from '@/components/ui/cx';
import { Icon } from '@/components/ui/icon';
import { StatusGlyph } from '@/components/ui/status';
import type { Status } from '@/lib/status';

export type Tone = 'info' | 'ok' | 'warn' | 'bad' | 'wait';

const LOOK = {
  info: { box: 'border-accent/25 bg-accent-soft', status: null, word: 'Note' },
  ok: { box: 'border-ok/25 bg-ok-soft', status: 'done', word: 'Done' },
  warn: { box: 'border-warn/25 bg-warn-soft', status: 'attention', word: 'Needs attention' },
  bad: { box: 'border-bad/25 bg-bad-soft', status: 'failed', word: 'Failed' },
  wait: { box: 'border-wait/25 bg-wait-soft', status: 'waiting', word: 'Waiting' },
} as const satisfies Record<Tone, { box: string; status: Status | null; word: string }>;

type CalloutProps = {
  tone?: Tone;
  title: ReactNode;
  /** What it means and what to do. */
  children?: ReactNode;
  /** Buttons or links under the text. */
  actions?: ReactNode;
  /** Read out when it appears. Only for what comes while the page is open. */
  live?: boolean;
  className?: string;
};

/** A message that belongs to this place on the page. Its shape tells the tone as well as its colour. */
export function Callout({ tone = 'info', title, children, actions, live, className }: CalloutProps) {
  const look = LOOK[tone];
  return (
    <div
      role={live ? (tone === 'bad' ? 'alert' : 'status') : undefined}
      className={cx('flex gap-3 rounded border px-4 py-3', look.box, className)}
    >
      <span className="mt-0.5">
        {look.status ? <StatusGlyph status={look.status} /> : <Icon name="info" className="text-accent" />}
        <span className="sr-only">{look.word}: </span>
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="font-medium">{title}</p>
        {children && <div className="space-y-2">{children}</div>}
        {actions && <div className="mt-2 flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </div>
  );
}

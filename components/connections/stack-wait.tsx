import { KnownCause, UsualCauses } from '@/components/connections/stack-causes';
import { Callout } from '@/components/ui/callout';
import type { StackView } from '@/lib/connection-views';

/** What a wait of this length is met with: how long it takes, then what to look at, and after 14 days that nobody looks any more. */
export function StackWait({ stack }: { stack: StackView }) {
  const { patience, causes, why } = stack;
  if (patience === null) return null;
  return (
    <>
      {why && (
        <Callout tone="warn" title={why.title}>
          <KnownCause why={why} />
        </Callout>
      )}
      {patience.title === null ? (
        <p className="text-xs text-muted">{patience.says}</p>
      ) : (
        <section className="flex flex-col gap-2" aria-live="polite">
          <Callout tone="wait" title={patience.title}>
            <p>{patience.says}</p>
            {patience.phase === 'stalled' && (
              <p>Opening this step starts it over, for somebody who may work on the connection.</p>
            )}
          </Callout>
          <UsualCauses causes={causes} />
        </section>
      )}
    </>
  );
}

import { StatusLine } from '@/components/ui/status';
import { type InsightResult, type InsightState, insightStateNames, insights } from '@/lib/insights';
import type { Status } from '@/lib/status';

const insightStatus = {
  healthy: 'done',
  permissions_needed: 'failed',
  upgrade_needed: 'attention',
  not_enabled: 'not_started',
  unknown: 'not_available',
} as const satisfies Record<InsightState, Status>;

/** The state of each wanted insight; with what to do where it is not healthy. */
export function InsightStates({
  results,
  withFixes,
}: {
  results: readonly InsightResult[];
  withFixes?: boolean;
}) {
  return (
    <ul className="flex flex-col gap-3" aria-label="Insights">
      {results.map(({ insight, state }) => (
        <li key={insight} className="flex flex-col gap-1">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <span className="font-medium">{insights[insight].name}</span>
            <StatusLine status={insightStatus[state]} word={insightStateNames[state]} />
          </div>
          {withFixes && <p className="text-xs text-muted">{adviceOf({ insight, state })}</p>}
        </li>
      ))}
    </ul>
  );
}

function adviceOf({ insight, state }: Pick<InsightResult, 'insight' | 'state'>): string {
  if (state === 'healthy' || state === 'unknown') return insights[insight].gives;
  return insights[insight].fixes[state];
}

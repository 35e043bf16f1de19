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

type InsightStatesProps = {
  results: readonly InsightResult[];
  /** What to do where an insight is not healthy; `all`: also what the others give. */
  advice: 'all' | 'unfit';
  /** The IAM role does not work: what was seen before it stopped says nothing of now. */
  isBroken: boolean;
};

/** The state of each wanted insight, with what to do where it is not healthy. */
export function InsightStates({ results, advice, isBroken }: InsightStatesProps) {
  return (
    <ul className="flex flex-col gap-3" aria-label="Insights">
      {results.map(({ insight, state }) => (
        <li key={insight} className="flex flex-col gap-1">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <span className="font-medium">{insights[insight].name}</span>
            {isBroken ? (
              <StatusLine status="not_available" word="Not available" />
            ) : (
              <StatusLine status={insightStatus[state]} word={insightStateNames[state]} />
            )}
          </div>
          {!isBroken && (advice === 'all' || isUnfit(state)) && (
            <p className="text-xs text-muted">{adviceOf({ insight, state })}</p>
          )}
        </li>
      ))}
    </ul>
  );
}

function isUnfit(state: InsightState): state is Exclude<InsightState, 'healthy' | 'unknown'> {
  return state !== 'healthy' && state !== 'unknown';
}

function adviceOf({ insight, state }: Pick<InsightResult, 'insight' | 'state'>): string {
  return isUnfit(state) ? insights[insight].fixes[state] : insights[insight].gives;
}

import { z } from 'zod';
import { InsightKind, InsightResult } from '@/lib/insights';
import type { ConnectionRow } from '@/server/db/tables';

const Kinds = z.array(InsightKind);
const Results = z.array(InsightResult);

/** One result for each wanted insight; those that were not checked yet are unknown. */
export function insightResults(
  row: Pick<ConnectionRow, 'insights_wanted_json' | 'insights_json'>,
): InsightResult[] {
  const known = Results.parse(JSON.parse(row.insights_json));
  return Kinds.parse(JSON.parse(row.insights_wanted_json)).map(
    (insight) =>
      known.find((result) => result.insight === insight) ?? {
        insight,
        state: 'unknown',
        checkedAt: null,
        answer: null,
      },
  );
}

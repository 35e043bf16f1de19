import { healthShown } from '@/lib/health';
import type { ConnectionRow } from '@/server/db/tables';
import { roleFindings } from './role-findings';

type Row = Pick<
  ConnectionRow,
  'state' | 'delivery' | 'findings_json' | 'validated_at' | 'next_validation_at'
>;

/** CUR delivery of a connection, as every page shows it. */
export function shownHealth(row: Row, now: string): ReturnType<typeof healthShown> {
  return healthShown(
    {
      state: row.state,
      delivery: row.delivery,
      // Nearly every row has none, and whole trees are read.
      roleWarns: row.findings_json !== '[]' && roleFindings(row).some(({ severity }) => severity !== 'note'),
      validatedAt: row.validated_at,
      nextCheckAt: row.next_validation_at,
    },
    now,
  );
}

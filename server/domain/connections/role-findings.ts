import { z } from 'zod';
import { Finding } from '@/lib/findings/vocabulary';
import type { ConnectionRow } from '@/server/db/tables';

const Findings = z.array(Finding);

/** What the last look found of the IAM role. */
export function roleFindings(row: Pick<ConnectionRow, 'findings_json'>): Finding[] {
  return Findings.parse(JSON.parse(row.findings_json));
}

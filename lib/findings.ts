import { BUCKET_WORDS, type BucketArgs } from '@/lib/findings/bucket';
import { REPORT_WORDS } from '@/lib/findings/report';
import type { ReportArgs } from '@/lib/findings/report-args';
import { ROLE_WORDS, type RoleArgs } from '@/lib/findings/role';
import {
  BUCKET_CODES,
  type Finding,
  type FindingCode,
  ROLE_CODES,
  type Severity,
  type Words,
} from '@/lib/findings/vocabulary';

/** What the words of each code need to know. */
export type FindingArgs = RoleArgs & BucketArgs & ReportArgs;

type Catalogue = { [C in FindingCode]: Words<FindingArgs[C]> };
const CATALOGUE: Catalogue = { ...ROLE_WORDS, ...BUCKET_WORDS, ...REPORT_WORDS };

/** Makes the finding of a code, in the one wording that screen, mail and command line share. */
export function finding<C extends FindingCode>(code: C, args: FindingArgs[C]): Finding {
  const words: Catalogue[C] = CATALOGUE[code];
  return {
    code,
    severity: typeof words.severity === 'function' ? words.severity(args) : words.severity,
    seen: words.seen(args),
    needed: words.needed(args),
    fix: words.fix(args),
    link: words.link(args),
  };
}

/** The name of a check, and how a checklist says that it passed or failed. */
export function titleOf(code: FindingCode): { name: string; passed: string; failed: string } {
  return CATALOGUE[code].title;
}

/** How much a code matters; null where it depends on what was found, as with what waits at first and is an error later. */
export function severityOf(code: FindingCode): Severity | null {
  const { severity } = CATALOGUE[code];
  return typeof severity === 'function' ? null : severity;
}

const ROLE_SET: ReadonlySet<string> = new Set(ROLE_CODES);
const BUCKET_SET: ReadonlySet<string> = new Set(BUCKET_CODES);

/** What a code is about. */
export function scopeOf(code: FindingCode): 'role' | 'bucket' | 'report' {
  if (ROLE_SET.has(code)) return 'role';
  return BUCKET_SET.has(code) ? 'bucket' : 'report';
}

/** Fit to be used: no error, nothing waiting. */
export function isFit(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity === 'warning' || severity === 'note');
}

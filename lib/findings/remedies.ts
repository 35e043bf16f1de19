import type { Finding, FindingCode, RoleCode } from '@/lib/findings/vocabulary';
import { ROLE_CODES } from '@/lib/findings/vocabulary';

/**
 * The way out of a finding. An update of a stack brings what its template or its values have that is new, and undoes nothing that was
 * done by hand; that is put back in IAM. `as-written`: what the finding itself says, neither would help.
 */
export type Remedy = 'update-stack' | 'restore-policy' | 'restore-trust' | 'as-written';

export const roleRemedies = {
  ROLE_NOT_REACHABLE: 'as-written',
  ROLE_TRUST_OPEN: 'restore-trust',
  ROLE_TRUST_UNREADABLE: 'as-written',
  ROLE_WRONG_ACCOUNT: 'as-written',
  NOT_MANAGEMENT_ACCOUNT: 'as-written',
  ORGANIZATION_UNKNOWN: 'as-written',
  // Both are said only of what no update would bring: judge.ts folds the rest into STACK_BEHIND.
  ROLE_TOO_BROAD: 'restore-policy',
  ROLE_PERMISSIONS_MISSING: 'restore-policy',
  STACK_BEHIND: 'update-stack',
} as const satisfies Record<RoleCode, Remedy>;

const roleCodes: ReadonlySet<FindingCode> = new Set(ROLE_CODES);
const isOfRole = (code: FindingCode): code is RoleCode => roleCodes.has(code);

export interface Remedies {
  update: boolean;
  policy: boolean;
  trust: boolean;
}

/** What helps against the findings of an IAM role and its stack, all in all. */
export function remediesOf(findings: readonly Pick<Finding, 'code'>[]): Remedies {
  const ways = new Set<Remedy>(
    findings.map(({ code }) => (isOfRole(code) ? roleRemedies[code] : 'as-written')),
  );
  return {
    update: ways.has('update-stack'),
    policy: ways.has('restore-policy'),
    trust: ways.has('restore-trust'),
  };
}

import { AwsTrouble, isPassing } from '@/lib/aws-trouble';
import type { TimeUnit } from '@/lib/reports';
import { LimitReached } from '@/server/domain/reports/budget';

/** Why an object could not be used. `why` is for people. */
export type Fault = {
  kind:
    | 'missing'
    | 'denied'
    | 'kms'
    | 'archived'
    | 'requester-pays'
    | 'truncated'
    | 'unreadable'
    | 'not-read'
    /** The bucket itself refuses, which a finding of its own says. */
    | 'shut'
    /** A limit of ours ended the look before, or we do not know how it was written: it waits, and is nobody's fault but ours. */
    | 'limit';
  why: string;
  size: number;
};

/**
 * What a data file proves. A fault and a unit may stand together: a file cut short still has its first rows. `payers`: the accounts
 * that its rows name.
 */
export type Evidence = {
  fault: Fault | null;
  unit: TimeUnit | null;
  rows: number;
  payers: readonly string[];
};

export function faulty(kind: Fault['kind'], about: { why: string; size?: number }): Evidence {
  return {
    fault: { kind, why: about.why, size: about.size ?? 0 },
    unit: null,
    rows: 0,
    payers: [],
  };
}

const WHY = {
  missing: 'not found',
  denied: 'access denied',
  kms: 'kms:Decrypt is denied',
  archived: 'archived',
  'requester-pays': 'requester pays',
} as const;

/** The fault behind an error of a read. An error that tells nothing about the customer's set-up is thrown on. */
export function faultOf(error: unknown): Fault {
  if (error instanceof LimitReached) return { kind: 'limit', why: `not read, ${error.why}`, size: 0 };
  if (!(error instanceof AwsTrouble) || isPassing(error.kind)) throw error;
  switch (error.kind) {
    case 'missing':
    case 'denied':
    case 'kms':
    case 'archived':
    case 'requester-pays':
      return { kind: error.kind, why: WHY[error.kind], size: 0 };
    default:
      throw error;
  }
}

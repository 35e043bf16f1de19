import type { Check } from '@/sandbox/api/call';

export type RecordedCall = {
  /** Counts up from 1. */
  id: number;
  at: string;
  /** The service of the signature: 's3', 'sts', 'cur'. */
  service: string;
  operation: string;
  /** The caller's ARN, or 'anonymous'. */
  principal: string;
  accountId: string | null;
  region: string;
  path: string;
  status: number;
  /** AWS's error code; null when the call succeeded. */
  error: string | null;
  /** Every permission that was asked for, with the answer. */
  checks: Check[];
};

/** The last calls to the API, for tests and for the curious. */
export class CallLog {
  private readonly calls: RecordedCall[] = [];
  private lastId = 0;
  /** Told of each call. */
  private readonly onCall: ((call: RecordedCall) => void) | undefined;

  constructor(onCall?: (call: RecordedCall) => void) {
    this.onCall = onCall;
  }

  add(call: Omit<RecordedCall, 'id'>): void {
    const recorded = { id: ++this.lastId, ...call };
    this.calls.push(recorded);
    this.onCall?.(recorded);
    if (this.calls.length > KEPT) this.calls.splice(0, this.calls.length - KEPT);
  }

  /** The id of the newest call: hand it to `since` later. */
  mark(): number {
    return this.lastId;
  }

  since(mark: number): RecordedCall[] {
    return this.calls.filter((call) => call.id > mark);
  }
}

const KEPT = 20_000;

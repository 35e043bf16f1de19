import { AwsTrouble } from '@/lib/aws-trouble';
import type { ReportSource } from '@/lib/report-source';
import type { RequestCounts } from '@/lib/reports';

export type Limits = {
  /** Requests of all kinds together. */
  maxRequests: number;
  /** Bytes of objects. */
  maxBytes: number;
  /** Ends the look after a time that the caller chooses. */
  signal?: AbortSignal | undefined;
};

/** 1,000 requests cost less than 0.01 USD and search some 300,000 keys; 256 MB is 60 reports read to their caps. */
export const DEFAULT_LIMITS = { maxRequests: 1000, maxBytes: 256 * 1024 * 1024 } as const satisfies Limits;

/** S3 answers a dozen requests at once as fast as one; more only makes throttling likelier. */
const AT_ONCE = 12;

export const TIME_IS_OVER = 'the time for one look is over';

/** A limit ended the look. Not a failure: what was seen so far stands, and the examination is not complete. */
export class LimitReached extends Error {
  constructor(readonly why: string) {
    super(why);
    this.name = 'LimitReached';
  }
}

/** A source that counts what it asks, keeps to the limits, and asks a dozen things at once. */
export type MeteredSource = ReportSource & {
  counts(): RequestCounts;
  bytes(): number;
  remaining(): number;
  /** The limit that was reached; null while none was. */
  limit(): string | null;
  /** Whether the time is over: what works long without asking looks here. */
  expired(): boolean;
  /** Whether every request from now on says that we would pay. */
  payAsRequester(pays: boolean): void;
  paysAsRequester(): boolean;
};

export function metered(source: ReportSource, limits: Limits & Watch): MeteredSource {
  const meter = new Meter(limits);
  const gate = gateOf(AT_ONCE);
  let pays = false;
  const ask = <T>(kind: keyof RequestCounts, request: () => Promise<T>): Promise<T> =>
    gate(async () => {
      meter.count(kind);
      try {
        return await request();
      } catch (error) {
        if (!(error instanceof AwsTrouble) || error.kind !== 'wrong-region' || error.region === null)
          throw error;
        meter.count(kind);
        return await request();
      }
    });
  const paying = <Q extends object>(query: Q) => (pays ? { ...query, requesterPays: true } : query);
  return {
    list: (query) => ask('list', () => source.list(paying(query))),
    read: (query) =>
      ask('get', async () => {
        const part = await source.read(paying(query));
        meter.bytes += part.bytes.length;
        return part;
      }),
    head: (query) => ask('head', () => source.head(paying(query))),
    describe: (query) => ask('api', () => source.describe(query)),
    region: () => source.region(),
    payAsRequester: (from) => {
      pays = from;
    },
    paysAsRequester: () => pays,
    counts: () => ({ ...meter.counts }),
    bytes: () => meter.bytes,
    limit: () => meter.limit,
    expired: () => meter.expired(),
    remaining: () => meter.remaining(),
  };
}

type Watch = { onRequest?: ((counts: RequestCounts) => void) | undefined };

/** What was asked so far, held against the limits. */
class Meter {
  readonly counts: RequestCounts = { list: 0, get: 0, head: 0, api: 0 };
  bytes = 0;
  limit: string | null = null;

  constructor(private readonly limits: Limits & Watch) {}

  /** Throws LimitReached instead of letting one more request out. */
  count(kind: keyof RequestCounts): void {
    const { maxRequests, maxBytes, signal, onRequest } = this.limits;
    if (signal?.aborted) throw this.reached(TIME_IS_OVER);
    if (this.spent() >= maxRequests) throw this.reached(`the limit is ${maxRequests} requests`);
    if (this.bytes >= maxBytes) throw this.reached(`the limit is ${maxBytes} bytes`);
    this.counts[kind] += 1;
    onRequest?.({ ...this.counts });
  }

  expired(): boolean {
    const isOver = this.limits.signal?.aborted ?? false;
    if (isOver) this.limit ??= TIME_IS_OVER;
    return isOver;
  }

  remaining(): number {
    const { maxRequests, maxBytes, signal } = this.limits;
    return signal?.aborted || this.bytes >= maxBytes ? 0 : maxRequests - this.spent();
  }

  private spent(): number {
    const { list, get, head, api } = this.counts;
    return list + get + head + api;
  }

  private reached(why: string): LimitReached {
    this.limit ??= why;
    return new LimitReached(why);
  }
}

function gateOf(places: number): <T>(run: () => Promise<T>) => Promise<T> {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (run) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

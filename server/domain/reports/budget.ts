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

export function metered(
  source: ReportSource,
  limits: Limits & { onRequest?: ((counts: RequestCounts) => void) | undefined },
): MeteredSource {
  const counts: RequestCounts = { list: 0, get: 0, head: 0, api: 0 };
  let bytes = 0;
  const spent = () => counts.list + counts.get + counts.head + counts.api;
  const gate = gateOf(AT_ONCE);

  let pays = false;

  let limit: string | null = null;
  const reached = (why: string) => {
    limit ??= why;
    return new LimitReached(why);
  };
  const count = (kind: keyof RequestCounts) => {
    if (limits.signal?.aborted) throw reached(TIME_IS_OVER);
    if (spent() >= limits.maxRequests) throw reached(`the limit is ${limits.maxRequests} requests`);
    if (bytes >= limits.maxBytes) throw reached(`the limit is ${limits.maxBytes} bytes`);
    counts[kind] += 1;
    limits.onRequest?.({ ...counts });
  };
  const ask = <T>(kind: keyof RequestCounts, request: () => Promise<T>): Promise<T> =>
    gate(async () => {
      count(kind);
      try {
        return await request();
      } catch (error) {
        if (!(error instanceof AwsTrouble) || error.kind !== 'wrong-region' || error.region === null)
          throw error;
        count(kind);
        return await request();
      }
    });
  const paying = <Q extends object>(query: Q) => (pays ? { ...query, requesterPays: true } : query);

  return {
    list: (query) => ask('list', () => source.list(paying(query))),
    read: (query) =>
      ask('get', async () => {
        const part = await source.read(paying(query));
        bytes += part.bytes.length;
        return part;
      }),
    head: (query) => ask('head', () => source.head(paying(query))),
    payAsRequester: (from) => {
      pays = from;
    },
    paysAsRequester: () => pays,
    describe: (query) => ask('api', () => source.describe(query)),
    region: () => source.region(),
    counts: () => ({ ...counts }),
    bytes: () => bytes,
    limit: () => limit,
    expired() {
      if (limits.signal?.aborted) limit ??= TIME_IS_OVER;
      return limits.signal?.aborted ?? false;
    },
    remaining: () => (limits.signal?.aborted || bytes >= limits.maxBytes ? 0 : limits.maxRequests - spent()),
  };
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

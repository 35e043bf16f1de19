import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { report } from '@/server/testing/corpus/case';
import { NEWEST_DATA, NEWEST_MANIFEST } from '@/server/testing/corpus/edit';
import { bucketOf, codes, examine } from '@/server/testing/report-bucket';
import { times } from '@/server/testing/scale';

/** What may be said of a file of which some bytes are others; anything else is a guess about the customer's settings. */
const TOLD = [
  'RESOURCE_IDS_MISSING',
  'SPLIT_COST_ALLOCATION_MISSING',
  'GRANULARITY_UNKNOWN',
  'FORMAT_NOT_SUPPORTED',
  'WRONG_ACCOUNT',
  'MANIFEST_UNREADABLE',
  'NO_DATA_FILES',
  'DATA_FILES_MISSING',
  'DATA_UNREADABLE',
  'DATA_TRUNCATED',
];
const OF_MANIFEST = ['NOT_LEGACY_CUR', 'NO_REPORT_FOUND', ...TOLD];

const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
  how: fc.constantFrom('overwrite' as const, 'insert' as const, 'cut' as const),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changed(body: Uint8Array, { at, bytes, how }: Change): Uint8Array {
  const from = Math.floor(at * body.length);
  const rest = how === 'insert' ? from : from + bytes.length;
  const middle = how === 'cut' ? [] : bytes;
  return Uint8Array.from([...body.subarray(0, from), ...middle, ...body.subarray(rest)]).slice(
    0,
    how === 'overwrite' ? body.length : undefined,
  );
}

describe('a file in which some bytes are others', () => {
  it.each([
    { what: 'Parquet', format: 'parquet', where: NEWEST_DATA, told: TOLD },
    { what: 'gzip', format: 'gzip', where: NEWEST_DATA, told: TOLD },
    { what: 'a manifest', format: 'gzip', where: NEWEST_MANIFEST, told: OF_MANIFEST },
  ] as const)(
    '$what never ends a look, and never tells another granularity',
    async ({ format, where, told }) => {
      const objects = report({ format });
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
          const struck = objects.map((each) =>
            where.test(each.key) ? { ...each, body: changes.reduce(changed, each.body) } : each,
          );
          const { reports, findings } = await examine(bucketOf(struck));
          for (const each of [...findings, ...(reports[0]?.findings ?? [])])
            expect(told).toContain(each.code);
          expect(reports).toHaveLength(1);
          expect(reports[0]?.valid).toBe(codes(reports[0]?.findings ?? []).length === 0);
        }),
        { numRuns: times({ test: 150, soak: 3000 }), seed: 11 },
      );
    },
  );
});

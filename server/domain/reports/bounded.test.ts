import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hostileBuckets } from '@/server/testing/hostile-buckets';
import { outputOf, startProcess } from '@/server/testing/processes';
import { isSoaking } from '@/server/testing/scale';

const GROWTH = 64 * 1024 * 1024;
/** A small young generation: what V8 puts off collecting while memory is free is not what a look needs. */
const FLAGS = ['--max-semi-space-size=4', '--expose-gc'];

const Seen = z.object({
  bucket: z.array(z.string()),
  report: z.array(z.string()).nullable(),
  seconds: z.number(),
  grownBytes: z.number(),
});

describe('what wants to be read without end comes to a finding, in less than 64 MB', async () => {
  const all = (await hostileBuckets()).map((each, index) => ({ ...each, index }));
  const cases = all.filter(({ core }) => core || isSoaking());

  it('is seen to grow by what is used', async () => {
    const child = startProcess('./hostile-process.ts', ['0', String(GROWTH)], FLAGS);
    const { grownBytes } = Seen.parse(JSON.parse(await outputOf(child)));
    expect(grownBytes).toBeGreaterThan(GROWTH);
  });

  it.each(cases)('$what', async ({ index, bucket, report }) => {
    const child = startProcess('./hostile-process.ts', [String(index)], FLAGS);
    const { seconds, grownBytes, ...said } = Seen.parse(JSON.parse(await outputOf(child)));
    expect(said).toEqual({ bucket, report });
    expect(grownBytes).toBeLessThan(GROWTH);
    expect(seconds).toBeLessThan(60);
  });
});

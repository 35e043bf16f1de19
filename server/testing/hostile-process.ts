import { examineBucket } from '@/server/domain/reports/examine';
import { hostileBuckets } from './hostile-buckets';

/**
 * Looks at the hostile bucket of the first argument's number and prints what was said of it, how long it took, and how far the memory
 * of this process grew over what it had before, at its highest, in bytes.
 */
const hostile = (await hostileBuckets())[Number(process.argv[2])];
if (hostile === undefined) throw new Error(`There is no hostile bucket ${process.argv[2]}`);
const source = hostile.source();
const before = process.resourceUsage().maxRSS;
const began = performance.now();
const { findings, reports } = await examineBucket(source, {
  bucket: 'fjord-billing',
  account: '123456789012',
  now: new Date('2026-11-20T12:00:00Z'),
  definitions: 'skip',
});
const codes = (of: { code: string }[]) => of.map(({ code }) => code);
const seen = {
  bucket: codes(findings),
  report: reports[0] === undefined ? null : codes(reports[0].findings),
  seconds: (performance.now() - began) / 1000,
  grownBytes: (process.resourceUsage().maxRSS - before) * 1024,
};
process.stdout.write(JSON.stringify(seen));

import { readFileSync, writeFileSync } from 'node:fs';
import { examineBucket } from '@/server/domain/reports/examine';
import { hostileBuckets } from './hostile-buckets';

/**
 * Looks at the hostile bucket of the first argument's number and prints what was said of it, how long it took, and how far the memory
 * of this process grew over what it had before, at its highest, in bytes. The second argument is a number of bytes that are filled
 * meanwhile: the growth must show them.
 */
const [number, waste = '0'] = process.argv.slice(2);
const hostile = (await hostileBuckets())[Number(number)];
if (hostile === undefined) throw new Error(`There is no hostile bucket ${number}`);
const source = hostile.source();
const before = highestFromNow();
const began = performance.now();
const wasted = Buffer.alloc(Number(waste), 1);
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
  grownBytes: highest() - before,
  wasted: wasted.length,
};
process.stdout.write(JSON.stringify(seen));

/** Forgets what this process, or the one that it was forked from, ever used at its highest; gives what it uses now, in bytes. */
function highestFromNow(): number {
  globalThis.gc?.();
  if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
  return highest();
}

/** What this process used at its highest, in bytes. */
function highest(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error('/proc/self/status does not tell VmHWM');
  return Number(kilobytes) * 1024;
}

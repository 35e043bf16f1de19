import { listPage } from '@/sandbox/s3/listing';
import { listedObjects } from '@/sandbox/s3/objects';
import { type Sandbox, startSandbox } from '@/sandbox/server';
import { examineBucket } from '@/server/domain/reports/examine';
import { placeOfManifest } from '@/server/domain/reports/keys';
import { ACCOUNT, makeBucket, sourceOf } from './bucket';
import { bytesOfLargeFiles } from './large-files';
import { LAYOUTS } from './layouts';
import { print } from './print';

/** Goals of P1, P3 and P4: against listing everything, against six round trips, of all reports. */
const GOAL = { million: 1 / 20, others: 3, criticalPath: 1.5 } as const;
const ROUND_TRIPS = 6;
const ROUND_TRIP_MS = 50;

/** How many requests, bytes and milliseconds it takes to discover and judge reports (P1 to P4). */
export async function benchReports(): Promise<boolean> {
  const sandbox = await startSandbox({ onMistake: (text) => console.error(text) });
  let isMet = true;
  const say = (line: Parameters<typeof print>[0]) => {
    print(line);
    isMet &&= line.met;
  };
  try {
    for (const [index, layout] of LAYOUTS.entries()) {
      const bucket = `bench-${index}`;
      makeBucket(sandbox, layout, bucket);
      const flat = await listFlat(sandbox, bucket);
      const look = await examine(sandbox, bucket);
      const asked = Object.values(look.requests).reduce((sum, count) => sum + count, 0);
      // Listing alone judges nothing: each report's manifest and data are read either way.
      const ratio = asked / (flat.requests + layout.reports.count * READS);
      const goal = GOAL[layout.goal ?? 'others'];
      const { complete } = look;
      const found = look.reports.filter(({ valid }) => valid).length;
      say({
        id: 'P1',
        layout: layout.name,
        keys: flat.keys,
        requests: look.requests,
        flat: flat.requests,
        ratio: rounded(ratio),
        goal,
        complete,
        met: ratio <= goal || (goal === GOAL.others && !complete),
      });
      say({ id: 'P4', layout: layout.name, found, flat: flat.roots, complete, met: found === flat.roots });
      if (layout.timed) say(await timed(sandbox, { bucket, layout: layout.name }));
    }
    for (const line of await bytesOfLargeFiles()) say(line);
  } finally {
    await sandbox.close();
  }
  return isMet;
}

/** A manifest and a data file for each report. */
const READS = 2;

function examine(sandbox: Sandbox, bucket: string) {
  return examineBucket(sourceOf(sandbox, bucket), {
    bucket,
    account: ACCOUNT,
    now: new Date(),
    definitions: 'skip',
  });
}

/** The plain way: every key of the bucket, page after page, as S3 would hand them out; counted without the network. */
async function listFlat(sandbox: Sandbox, name: string): Promise<Flat> {
  const bucket = sandbox.world.bucket(name);
  if (bucket === undefined) throw new Error(`The sandbox has no bucket ${name}.`);
  const objects = await listedObjects(sandbox.world, bucket);
  const roots = new Set<string>();
  const flat = { requests: 0, keys: 0 };
  let resume = '';
  for (;;) {
    const page = listPage(objects, { prefix: '', delimiter: '', startAfter: '', resume, maxKeys: 1000 });
    flat.requests += 1;
    flat.keys += page.contents.length;
    for (const { key } of page.contents) {
      const place = placeOfManifest(key);
      if (place?.kind === 'legacy') roots.add(place.root);
    }
    if (!page.truncated) return { ...flat, roots: roots.size };
    resume = page.last;
  }
}

type Flat = { requests: number; keys: number; roots: number };

/** Wall time at 50 ms a request, against six round trips of the same client in the same run. */
async function timed(sandbox: Sandbox, { bucket, layout }: { bucket: string; layout: string }) {
  const { settings } = sandbox.world.data;
  settings.delayMilliseconds = ROUND_TRIP_MS;
  try {
    const trips: number[] = [];
    const looks: number[] = [];
    const source = sourceOf(sandbox, bucket);
    for (let run = 0; run < 5; run += 1) {
      trips.push(await millisecondsOf(() => source.list({ prefix: 'nothing-is-here/' })));
      looks.push(await millisecondsOf(() => examine(sandbox, bucket)));
    }
    const trip = median(trips);
    const wall = median(looks);
    const ratio = wall / (ROUND_TRIPS * trip);
    return {
      id: 'P3',
      layout,
      wallMs: Math.round(wall),
      roundTripMs: rounded(trip),
      ratio: rounded(ratio),
      ratioToNominal: rounded(wall / (ROUND_TRIPS * ROUND_TRIP_MS)),
      goal: GOAL.criticalPath,
      met: ratio <= GOAL.criticalPath,
    };
  } finally {
    settings.delayMilliseconds = 0;
  }
}

async function millisecondsOf(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

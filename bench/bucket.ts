import { operatorBucket } from '@/sandbox/folder-bucket';
import { SANDBOX_OPERATOR } from '@/sandbox/operator';
import { lastMonths } from '@/sandbox/reports';
import type { VirtualKeys } from '@/sandbox/s3/virtual';
import type { Sandbox } from '@/sandbox/server';
import type { AwsPlace } from '@/server/aws/place';
import { reportSource } from '@/server/aws/reports';
import type { Layout } from './layouts';

export const ACCOUNT = '123456789012';

/** Makes a bucket of a layout in the sandbox: real reports, and the rest virtual. */
export function makeBucket(sandbox: Sandbox, layout: Layout, name: string): void {
  const { world } = sandbox;
  const bucket = operatorBucket(world, { name, accountId: ACCOUNT });
  const { count, months, versions } = layout.reports;
  for (let index = 0; index < count; index += 1) {
    bucket.sources.push({
      kind: 'report',
      spec: {
        accountId: ACCOUNT,
        bucket: name,
        prefix: 'cur',
        name: `report-${index}`,
        format: index % 2 === 0 ? 'parquet' : 'gzip',
        timeUnit: 'HOURLY',
        resourceIds: true,
        split: true,
        versioning: versions > 1 ? 'create-new' : 'overwrite',
        periods: lastMonths(world.now(), Math.min(months, 2)),
        seed: index + 1,
        now: world.nowIso(),
      },
    });
  }
  world.virtual.set(name, [...layout.others, ...oldMonths(layout)]);
  world.changed();
}

/** Months before the last two: for each version a file, and its manifest or the copy of it. */
function oldMonths({ reports }: Layout): VirtualKeys[] {
  const months = Math.max(0, reports.months - 2);
  if (months === 0) return [];
  const each = reports.versions * 2;
  return Array.from({ length: reports.count }, (_, report) => ({
    count: months * each,
    keyAt(index: number) {
      const month = new Date(Date.UTC(2018, Math.floor(index / each), 1));
      const next = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 1));
      const day = (date: Date) => date.toISOString().slice(0, 10).replaceAll('-', '');
      const number = String(Math.floor((index % each) / 2)).padStart(3, '0');
      const version = reports.versions > 1 ? `v${number}/` : '';
      const file = index % 2 === 0 ? '00001.csv.gz' : 'Manifest.json';
      return `cur/report-${report}/${day(month)}-${day(next)}/${version}report-${report}-${file}`;
    },
  }));
}

/** The bucket through the SDK, as `npm run reports` asks it. */
export function sourceOf(sandbox: Sandbox, bucket: string) {
  const { accessKeyId, secretAccessKey } = SANDBOX_OPERATOR;
  const place: AwsPlace = { endpoint: sandbox.apiUrl, own: { accessKeyId, secretAccessKey } };
  return reportSource(place, { credentials: null, bucket, accountId: ACCOUNT, region: 'us-east-1' });
}

import { randomUUID } from 'node:crypto';
import { openDatabase } from '@/server/db/client';
import { openQueue } from '@/server/jobs/open';

/** A worker that takes a job and never ends it; the test kills it. Arguments: database, lease in ms. */
const [url = '', leaseMs = ''] = process.argv.slice(2);
const silent = () => undefined;
const queue = openQueue({
  db: openDatabase({ url }),
  now: () => new Date(),
  newId: () => randomUUID(),
  log: { info: silent, warn: silent, error: silent },
  times: { leaseMs: Number(leaseMs), pollMs: 50 },
});
queue.work('housekeeping', async () => {
  process.stdout.write('taken\n');
  await new Promise(() => undefined);
});
await queue.start();

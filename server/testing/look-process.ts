import { createInterface } from 'node:readline';
import { z } from 'zod';
import { scopeOfInstallation } from '@/server/auth/scope';
import type { Ctx } from '@/server/context';
import { openDatabase } from '@/server/db/client';
import { pollConnection } from '@/server/domain/connections/poll';
import { fakeAws, stackOf } from './fake-aws';
import { countedIds, fakeJobs, silentLog } from './stand-ins';
import { worldSettings } from './world';

/**
 * A worker that looks at one connection after the other. For each line of its input it looks, prints "asked" once it waits for AWS,
 * takes the answer of the next line, and prints "done" when the look is over. The test stops and continues it in between. Argument:
 * the database.
 */
const Line = z.union([
  z.strictObject({ look: z.string(), accountId: z.string(), now: z.string() }),
  z.strictObject({
    role: z.enum(['none', 'exact']),
    status: z.string().nullable(),
    weather: z.enum(['fair', 'foul']),
  }),
]);

const [url = ''] = process.argv.slice(2);
const aws = fakeAws();
let now = new Date();
const ctx: Ctx = {
  actor: { kind: 'system', name: 'Tributary', scope: scopeOfInstallation() },
  db: openDatabase({ url }),
  aws,
  jobs: fakeJobs(),
  settings: worldSettings,
  log: silentLog,
  now: () => now,
  ...countedIds(process.pid),
};
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const nextLine = async () => {
  const { value, done } = await lines.next();
  if (done) process.exit(0);
  return Line.parse(JSON.parse(value));
};

process.stdout.write('ready\n');
for (;;) {
  const wanted = await nextLine();
  if (!('look' in wanted)) throw new Error('A look was expected');
  now = new Date(wanted.now);
  aws.meanwhile = async () => {
    aws.meanwhile = null;
    process.stdout.write('asked\n');
    const answer = await nextLine();
    if ('look' in answer) throw new Error('An answer was expected');
    const { role, status, weather } = answer;
    Object.assign(aws.account(wanted.accountId), {
      role,
      weather,
      stack: status === null ? null : stackOf(status),
    });
  };
  await pollConnection(ctx, { connectionId: wanted.look, due: false });
  process.stdout.write('done\n');
}

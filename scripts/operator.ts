/**
 * What the operator of an installation does at the command line:
 * npm run operator -- add-distributor --name "Northern Cloud" --domain northern.example --email admin@northern.example
 *   --first-name Maria --last-name Keller [--time-zone Europe/Oslo]
 */
import { parseArgs } from 'node:util';
import { scopeOfInstallation } from '@/server/auth/scope';
import { getDatabase } from '@/server/db/client';
import { migrateToLatest } from '@/server/db/migrate';
import { serverDeps } from '@/server/deps';
import { addDistributor, NewDistributor } from '@/server/domain/installation/add-distributor';
import { EnvironmentError, readEnv } from '@/server/env';

const usage = `Usage: npm run operator -- add-distributor --name NAME --domain DOMAIN --email EMAIL --first-name NAME --last-name NAME [--time-zone ZONE]`;

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      domain: { type: 'string' },
      email: { type: 'string' },
      'first-name': { type: 'string' },
      'last-name': { type: 'string' },
      'time-zone': { type: 'string', default: 'UTC' },
    },
  });
  if (positionals.join(' ') !== 'add-distributor') {
    console.error(usage);
    return 2;
  }
  const input = NewDistributor.safeParse({
    name: values.name,
    domain: values.domain,
    email: values.email,
    firstName: values['first-name'],
    lastName: values['last-name'],
    timeZone: values['time-zone'],
  });
  if (!input.success) {
    for (const issue of input.error.issues) console.error(`${issue.path.join('.')}: ${issue.message}`);
    console.error(usage);
    return 2;
  }
  readEnv();
  await migrateToLatest(getDatabase());
  const deps = await serverDeps();
  const actor = { kind: 'system', name: 'The operator', scope: scopeOfInstallation() } as const;
  const { link, expiresAt } = await addDistributor({ ...deps, actor }, input.data);
  console.log(`${input.data.name} is a distributor now. Its Admin can use this link until ${expiresAt}:\n`);
  console.log(`  ${link}\n`);
  return 0;
}

main()
  .catch((error: unknown) => {
    console.error(error instanceof EnvironmentError ? error.message : error);
    return 1;
  })
  .then(async (code) => {
    await getDatabase().close();
    process.exit(code);
  });

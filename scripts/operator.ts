/**
 * What the operator of an installation does at the command line:
 * npm run operator -- add-distributor --name "Northern Cloud" --domain northern.example --email admin@northern.example
 *   --first-name Maria --last-name Keller [--time-zone Europe/Oslo]
 * npm run operator -- publish-templates   puts the templates of this version where TEMPLATE_BASE_URL points
 */
import { parseArgs } from 'node:util';
import { scopeOfInstallation } from '@/server/auth/scope';
import { getDatabase } from '@/server/db/client';
import { migrateToLatest } from '@/server/db/migrate';
import { serverDeps } from '@/server/deps';
import { addDistributor, NewDistributor } from '@/server/domain/installation/add-distributor';
import { readEnv } from '@/server/env';
import { publishTemplates } from './operator/publish-templates';

const usage = `Usage: npm run operator -- add-distributor --name NAME --domain DOMAIN --email EMAIL --first-name NAME --last-name NAME [--time-zone ZONE]
       npm run operator -- publish-templates`;

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
  const command = positionals.join(' ');
  if (command === 'publish-templates') return publish();
  if (command !== 'add-distributor') {
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

async function publish(): Promise<number> {
  const { TEMPLATE_BASE_URL: base, AWS_ENDPOINT_URL: endpoint = null } = readEnv();
  if (base === undefined) {
    console.error(
      'TEMPLATE_BASE_URL is not set: there is no bucket to publish to, and customers download the template.',
    );
    return 2;
  }
  for (const line of await publishTemplates({ base, place: { endpoint, own: null } })) console.log(line);
  return 0;
}

main()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  })
  .then(async (code) => {
    await getDatabase().close();
    process.exit(code);
  });

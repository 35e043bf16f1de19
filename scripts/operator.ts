/**
 * What the operator of an installation does at the command line:
 * npm run operator -- add-distributor --name "Northern Cloud" --domain northern.example --email admin@northern.example
 *   --first-name Maria --last-name Keller [--time-zone Europe/Oslo]
 * npm run operator -- setup-template [--out FILE]   prints the template of the operator's own AWS stack (docs/operator.md)
 * npm run operator -- publish-templates   puts the templates of this version where TEMPLATE_BASE_URL points
 * npm run operator -- check   asks AWS whether everything that is set in the environment holds
 */
import { parseArgs } from 'node:util';
import { scopeOfInstallation } from '@/server/auth/scope';
import { getDatabase } from '@/server/db/client';
import { migrateToLatest } from '@/server/db/migrate';
import { serverDeps } from '@/server/deps';
import { addDistributor, NewDistributor } from '@/server/domain/installation/add-distributor';
import { readEnv } from '@/server/env';
import { checkOperator } from './operator/check';
import { publishTemplates } from './operator/publish-templates';
import { printSetupTemplate } from './operator/setup-template';

const usage = `Usage: npm run operator -- add-distributor --name NAME --domain DOMAIN --email EMAIL --first-name NAME --last-name NAME [--time-zone ZONE]
       npm run operator -- setup-template [--out FILE]
       npm run operator -- publish-templates
       npm run operator -- check`;

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
      out: { type: 'string' },
    },
  });
  const command = positionals.join(' ');
  if (command === 'setup-template') {
    printSetupTemplate(values.out);
    return 0;
  }
  if (command === 'publish-templates') return publish();
  if (command === 'check') return check();
  if (command === 'add-distributor') return add(values);
  console.error(usage);
  return 2;
}

async function add(values: Record<string, string | undefined>): Promise<number> {
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
  const database = getDatabase();
  const actor = { kind: 'system', name: 'The operator', scope: scopeOfInstallation() } as const;
  try {
    await migrateToLatest(database);
    const { link, expiresAt } = await addDistributor({ ...serverDeps(), actor }, input.data);
    say(input.data.name, { link, expiresAt });
  } finally {
    await database.close();
  }
  return 0;
}

function say(name: string, of: { link: string; expiresAt: string }): void {
  console.log(`${name} is a distributor now. Its Admin can use this link until ${of.expiresAt}:\n`);
  console.log(`  ${of.link}\n`);
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

async function check(): Promise<number> {
  const checks = await checkOperator(readEnv(), { own: null });
  for (const { fine, what, todo } of checks) {
    console.log(`${fine ? 'ok     ' : 'FAILED '} ${what}`);
    if (todo !== undefined) console.log(`        ${todo}`);
  }
  return checks.every(({ fine }) => fine) ? 0 : 1;
}

main()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  })
  .then((code) => process.exit(code));

/**
 * What other people's programs say of what is generated here (`npm run check:outside`): cfn-lint of the templates, Terraform of its
 * files, the AWS CLI of the CloudShell command, run against the sandbox by a person with exactly the permissions that the wizard
 * names. A program that is not installed is named as skipped.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createdReportPermissions, stackPermissions, watchingPermissions } from '@/lib/connecting';
import { addUser, allow, ensureAccount } from '@/sandbox/accounts';
import { startSandbox } from '@/sandbox/server';
import { cloudShellCommand } from '@/server/aws/templates/cloud-shell';
import { templateText } from '@/server/aws/templates/document';
import { bakedTemplate, type TemplateKind, templateKinds } from '@/server/aws/templates/publish';
import { setupTemplate } from '@/server/aws/templates/setup-template';
import { terraformModule } from '@/server/aws/templates/terraform';
import { preflightCases } from './outside-preflight';

let passed = 0;
let failed = 0;

const accountId = '555500001111';
const valuesOf = (kind: TemplateKind): Record<string, string> => ({
  TrustedPrincipal: 'arn:aws:iam::999988887777:root',
  ExternalId: 'an-external-id-of-more-than-32-characters',
  ExpectedAccountId: accountId,
  RoleName: `tributary-${kind}-1`,
  PolicyName: `tributary-${kind}-1`,
  BucketName: `tributary-cur-${accountId}-1`,
  TrustedAdvisor: 'yes',
});

const folder = mkdtempSync(join(tmpdir(), 'tributary-outside-'));
try {
  lintTemplates();
  validateTerraform();
  await createByCli();
  await preflightByCli();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function lintTemplates(): void {
  if (!isInstalled('cfn-lint')) {
    skip('cfn-lint is not installed');
    return;
  }
  const setup = join(folder, 'setup.json');
  writeFileSync(setup, templateText(setupTemplate));
  for (const file of [...readdirSync('public/templates').map((name) => `public/templates/${name}`), setup]) {
    // Any message is a failure, warnings too: an unknown action is one.
    const { status, output } = run('cfn-lint', ['--regions', 'us-east-1', '--', file]);
    say(`cfn-lint: ${basename(file)}`, status === 0 && output.trim() === '', output);
  }
}

function validateTerraform(): void {
  if (!isInstalled('terraform')) {
    skip('Terraform is not installed');
    return;
  }
  const mirror = mirrors().find((path) => existsSync(join(path, 'registry.terraform.io/hashicorp/aws')));
  const variants = templateKinds.flatMap((kind) => [
    { kind, boundary: undefined },
    { kind, boundary: `arn:aws:iam::${accountId}:policy/everybody` },
  ]);
  for (const { kind, boundary } of variants) {
    const cwd = mkdtempSync(join(folder, 'terraform-'));
    const text = terraformModule(kind, {
      values: valuesOf(kind),
      accountId,
      stackName: `tributary-${kind}-1`,
      boundary,
    });
    writeFileSync(join(cwd, 'main.tf.json'), text);
    const from = mirror === undefined ? [] : [`-plugin-dir=${mirror}`];
    const init = run('terraform', ['init', '-no-color', '-input=false', ...from], { cwd });
    if (init.status !== 0 && mirror === undefined) {
      skip('Terraform cannot get its provider for AWS');
      return;
    }
    const { status, output } =
      init.status === 0 ? run('terraform', ['validate', '-no-color'], { cwd }) : init;
    say(
      `terraform validate: ${kind}${boundary === undefined ? '' : ', with a boundary'}`,
      status === 0,
      output,
    );
  }
}

/** Where Terraform, or whoever set the machine up, keeps providers on disk. */
function mirrors(): string[] {
  const named = process.env.TF_PLUGIN_DIR;
  return [
    ...(named === undefined ? [] : [named]),
    join(homedir(), '.terraform.d/plugins'),
    '/usr/local/share/terraform/plugins',
    '/usr/share/terraform/plugins',
    '/opt/tf-plugins',
  ];
}

async function createByCli(): Promise<void> {
  if (!isInstalled('aws')) {
    skip('the AWS CLI is not installed');
    return;
  }
  const sandbox = await startSandbox({ stackSeconds: 0 });
  try {
    const account = ensureAccount(sandbox.world, accountId);
    for (const kind of templateKinds) {
      const stackName = `tributary-${kind}-1`;
      const needed = [...stackPermissions, ...(kind === 'created-report' ? createdReportPermissions : [])];
      const env = {
        AWS_ENDPOINT_URL: sandbox.apiUrl,
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_PAGER: '',
        ...keysOf(kind, [...needed, ...watchingPermissions]),
      };
      const command = cloudShellCommand({ stackName, template: bakedTemplate(kind, valuesOf(kind)) });
      const created = await later('bash', ['-c', command], env);
      const describe = ['cloudformation', 'describe-stacks', '--stack-name', stackName];
      const status = ['--query', 'Stacks[0].StackStatus', '--output', 'text'];
      const seen = await later('aws', [...describe, ...status], env);
      const done = created.status === 0 && seen.output.trim() === 'CREATE_COMPLETE';
      say(`aws cloudformation create-stack: ${kind}`, done, `${created.output}${seen.output}`);
    }
    function keysOf(kind: TemplateKind, actions: string[]) {
      const user = addUser(sandbox.world, {
        account,
        name: `cli-${kind}`,
        says: '',
        policies: [allow('WhatTheWizardNames', { actions, resources: ['*'] })],
      });
      const key = { id: `AKIA${kind.replaceAll('-', '').toUpperCase()}`, secret: `secret of ${kind}` };
      user.accessKeys.push(key);
      return { AWS_ACCESS_KEY_ID: key.id, AWS_SECRET_ACCESS_KEY: key.secret };
    }
  } finally {
    await sandbox.close();
  }
}

async function preflightByCli(): Promise<void> {
  if (!isInstalled('aws')) {
    skip('the AWS CLI is not installed: the pre-flight command');
    return;
  }
  const sandbox = await startSandbox({ stackSeconds: 0 });
  try {
    for (const { what, command, env, says, not = [] } of preflightCases(sandbox)) {
      const place = { AWS_ENDPOINT_URL: sandbox.apiUrl, AWS_DEFAULT_REGION: 'us-east-1', AWS_REGION: '' };
      const { status, output } = await later('bash', ['-c', command], { ...place, ...env });
      const lines = output.split('\n');
      const fine = says.every((line) => lines.includes(line)) && !not.some((part) => output.includes(part));
      say(`pre-flight: ${what}`, status === 0 && fine, output);
    }
  } finally {
    await sandbox.close();
  }
}

interface Ran {
  status: number | null;
  output: string;
}

function isInstalled(program: string): boolean {
  return run('sh', ['-c', `command -v ${program}`]).status === 0;
}

function run(program: string, args: string[], options: { cwd?: string } = {}): Ran {
  const { status, stdout, stderr } = spawnSync(program, args, { ...options, encoding: 'utf8' });
  return { status, output: `${stdout ?? ''}${stderr ?? ''}` };
}

/** Beside this process, which is the sandbox. */
function later(program: string, args: string[], env: Record<string, string>): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: { ...process.env, ...env } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part: Buffer) => {
        output += part.toString();
      });
    }
    child.on('close', (status) => resolve({ status, output }));
  });
}

function say(what: string, isFine: boolean, output: string): void {
  if (isFine) passed += 1;
  else failed += 1;
  console.log(`${isFine ? 'ok     ' : 'FAILED '} ${what}${isFine ? '' : `\n${output}`}`);
}

function skip(why: string): void {
  console.log(`skipped ${why}`);
}

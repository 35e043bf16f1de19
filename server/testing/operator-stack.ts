import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { addUser, allow, createAccount } from '@/sandbox/accounts';
import type { Sandbox } from '@/sandbox/server';
import { clientOptions } from '@/server/aws/place';
import { templateText } from '@/server/aws/templates/document';
import { setupTemplate } from '@/server/aws/templates/setup-template';
import type { Operator } from './sandbox-world';

/** An account that has nothing yet. */
export const operatorAccount = '313233343536';
const host = `arn:aws:iam::${operatorAccount}:user/host`;
const hostKey = { accessKeyId: 'AKIAHOSTOFTRIBUTARY1', secretAccessKey: 'secret of the host' };

export interface OperatorStack {
  status: string;
  reason: string | null;
  /** By the variable of the environment that the output's description begins with. */
  variables: Map<string, string>;
  roleArn: string;
  /** What the stack calls its resources, by their names in the template. */
  physical: Map<string, string>;
}

/** Creates the operator's own stack in an account of its own, by an administrator. */
export async function createOperatorStack(
  sandbox: Sandbox,
  parameters: Record<string, string> = { AppPrincipalArn: host },
  region = 'us-east-1',
): Promise<OperatorStack> {
  if (!sandbox.world.account(operatorAccount)) prepareAccount(sandbox);
  const { id } = await sandbox.control.createStack({
    accountId: operatorAccount,
    region,
    stackName: 'tributary-operator',
    templateBody: templateText(setupTemplate),
    parameters,
  });
  return readOperatorStack(sandbox, id);
}

export function readOperatorStack(sandbox: Sandbox, id: string): OperatorStack {
  const stack = sandbox.control.listStacks({ accountId: operatorAccount }).find((one) => one.id === id);
  if (!stack) throw new Error('There is no such stack.');
  const variables = stack.outputs.flatMap(({ description, value }) => {
    const [, name] = /^([A-Z_]+): /.exec(description) ?? [];
    return name === undefined ? [] : [[name, value] as const];
  });
  return {
    status: stack.status,
    reason: stack.events.find(({ status }) => status === 'CREATE_FAILED')?.reason ?? null,
    variables: new Map(variables),
    roleArn: stack.outputs.find(({ key }) => key === 'AppRoleArn')?.value ?? '',
    physical: new Map(stack.resources.map((one) => [one.logicalId, one.physicalId])),
  };
}

/** The operator of a sandbox who has created that stack and runs Tributary with its role and its outputs, and with nothing else. */
export async function operatorByStack(sandbox: Sandbox): Promise<Operator & { stack: OperatorStack }> {
  const { stackSeconds, propagationSeconds } = sandbox.world.data.settings;
  sandbox.control.setSettings({ stackSeconds: 0, propagationSeconds: 0 });
  const stack = await createOperatorStack(sandbox);
  sandbox.control.setSettings({ stackSeconds, propagationSeconds });
  if (stack.status !== 'CREATE_COMPLETE') throw new Error(`${stack.status}: ${stack.reason}`);
  const variable = (name: string) => stack.variables.get(name) ?? '';
  return {
    stack,
    own: await sessionOf(sandbox, stack.roleArn),
    settings: {
      operatorPrincipalArn: variable('OPERATOR_PRINCIPAL_ARN'),
      canaryRole: {
        accountId: operatorAccount,
        roleName: variable('OPERATOR_CANARY_ROLE_ARN').split('/')[1] ?? '',
      },
      templateBaseUrl: atSandbox(sandbox, variable('TEMPLATE_BASE_URL')),
      doorbell: { topicArn: variable('DOORBELL_TOPIC_ARN'), queueUrl: variable('DOORBELL_QUEUE_URL') },
    },
  };
}

/** Where the sandbox serves what AWS serves at the host of a bucket. */
export function atSandbox(sandbox: Sandbox, url: string): string {
  return url.replace(/^https:\/\/([^.]+)\.s3\.us-east-1\.amazonaws\.com/, `${sandbox.apiUrl}/$1`);
}

function prepareAccount({ world }: Sandbox): void {
  const account = createAccount(world, { id: operatorAccount, title: 'An operator' });
  const user = addUser(world, {
    account,
    name: 'host',
    says: 'Where Tributary runs.',
    policies: [allow('BecomeTributary', { actions: ['sts:AssumeRole'], resources: ['*'] })],
  });
  user.accessKeys.push({ id: hostKey.accessKeyId, secret: hostKey.secretAccessKey });
}

async function sessionOf(sandbox: Sandbox, roleArn: string): Promise<Operator['own']> {
  const place = { endpoint: sandbox.apiUrl, own: hostKey };
  const assume = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'app' });
  const { Credentials } = await new STSClient(clientOptions(place, {})).send(assume);
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

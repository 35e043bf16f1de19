import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { SANDBOX_OPERATOR } from '@/sandbox/operator';
import { type Sandbox, type SandboxOptions, startSandbox } from '@/sandbox/server';

export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

export type TestStand = Sandbox & {
  /** What an SDK client needs to reach the sandbox. */
  client(
    credentials: Credentials,
    region?: string,
  ): {
    endpoint: string;
    region: string;
    credentials: Credentials;
    maxAttempts: number;
    systemClockOffset: number;
  };
  operator: Credentials;
};

/** A sandbox for tests: a clock that stands still until it is set, ids that count, no waiting for IAM or stacks. */
export async function startTestStand(
  clock: { now: Date },
  told: Pick<SandboxOptions, 'onCall' | 'onCheck'> = {},
): Promise<TestStand> {
  let count = 0;
  const sandbox = await startSandbox({
    now: () => clock.now,
    newId: () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
    stackSeconds: 0,
    propagationSeconds: 0,
    ...told,
  });
  const { accessKeyId, secretAccessKey } = SANDBOX_OPERATOR;
  return {
    ...sandbox,
    operator: { accessKeyId, secretAccessKey },
    client: (credentials, region = 'us-east-1') => ({
      endpoint: sandbox.apiUrl,
      region,
      credentials,
      maxAttempts: 1,
      systemClockOffset: clock.now.getTime() - Date.now(),
    }),
  };
}

/** A trust that lets the operator in, with the external ID when one is given. */
export function trustOperator(externalId?: string): object {
  const condition =
    externalId === undefined ? {} : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } };
  return {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${SANDBOX_OPERATOR.accountId}:root` },
      Action: 'sts:AssumeRole',
      ...condition,
    },
  };
}

/** The credentials of a role that exists and lets the operator in without more. */
export async function assume(
  stand: TestStand,
  { accountId, name, policy }: { accountId: string; name: string; policy?: string },
): Promise<Credentials> {
  const sts = new STSClient(stand.client(stand.operator));
  const answer = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${accountId}:role/${name}`,
      RoleSessionName: 'test',
      Policy: policy,
    }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = answer.Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** A role of the account that may do the actions on everything, and its credentials. */
export async function roleWith(
  stand: TestStand,
  { accountId, actions }: { accountId: string; actions: string[] },
): Promise<Credentials> {
  const name = `role-${actions
    .join('-')
    .replace(/[^a-zA-Z0-9]/g, '')
    .slice(0, 50)}`;
  const policies = [{ Statement: { Effect: 'Allow', Action: actions, Resource: '*' } }];
  stand.control.createRole({ accountId, name, trust: trustOperator(), policies });
  return assume(stand, { accountId, name });
}

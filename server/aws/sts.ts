import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { AwsTrouble } from '@/lib/aws-trouble';
import { sessionPolicy } from './calls';
import { type AwsPlace, clientOptions, REGION } from './place';
import type { AwsCredentials, RoleCall } from './port';

/** The shortest session that STS gives: credentials are used at once and dropped. */
const SESSION_SECONDS = 900;

/** Assumes the customer's IAM role with our own credentials, narrowed by a session policy. */
export async function assumeRole(place: AwsPlace, call: RoleCall): Promise<AwsCredentials> {
  const answer = await ownSts(place).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${call.accountId}:role/${call.roleName}`,
      RoleSessionName: `tributary-${call.purpose.for}`,
      DurationSeconds: SESSION_SECONDS,
      Policy: sessionPolicy(call),
      ...(call.externalId === null ? {} : { ExternalId: call.externalId }),
    }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials ?? {};
  // A captive portal answers 200 with a page: then the fields are missing.
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new AwsTrouble('malformed');
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

export async function callerAccount(place: AwsPlace, credentials: AwsCredentials): Promise<string> {
  return accountOf(new STSClient(clientOptions(place, { credentials })));
}

export function ownAccount(place: AwsPlace): Promise<string> {
  return accountOf(ownSts(place));
}

export async function ownIdentity(place: AwsPlace): Promise<string> {
  const { Arn } = await ownSts(place).send(new GetCallerIdentityCommand({}));
  if (Arn === undefined || !/^arn:aws:(iam|sts)::\d{12}:/.test(Arn)) throw new AwsTrouble('malformed');
  return Arn;
}

async function accountOf(client: STSClient): Promise<string> {
  const { Account } = await client.send(new GetCallerIdentityCommand({}));
  if (Account === undefined || !/^\d{12}$/.test(Account)) throw new AwsTrouble('malformed');
  return Account;
}

const ownClients = new WeakMap<AwsPlace, STSClient>();

/** One client for our own calls: it keeps its connection, and the credentials that its chain found until they expire. */
function ownSts(place: AwsPlace): STSClient {
  const known = ownClients.get(place);
  if (known) return known;
  const client = new STSClient(clientOptions(place, { region: REGION }));
  ownClients.set(place, client);
  return client;
}

import { addUser, ensureAccount } from '@/sandbox/accounts';
import { SANDBOX_OPERATOR } from '@/sandbox/operator';
import type { PolicyDocument } from '@/sandbox/state';
import { startTestStand, type TestStand } from '@/sandbox/testing/stand';
import { type Fault, startWeather, type Weather } from '@/sandbox/testing/weather';
import { createAws } from '@/server/aws/create';
import type { Aws } from '@/server/aws/port';
import { expectedGrants } from '@/server/aws/templates/grants';
import { bakedTemplate } from '@/server/aws/templates/publish';
import type { Target } from '@/server/domain/connections/observe';

export const trustAccount = '111122223333';
const operator = `arn:aws:iam::${SANDBOX_OPERATOR.accountId}:root`;
const ours = 'an-external-id-of-more-than-32-characters';

type Condition = Record<string, Record<string, string | string[]>>;

function trust(
  Condition: Condition | null,
  more: { effect?: 'Allow' | 'Deny'; principal?: string } = {},
): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: {
      Effect: more.effect ?? 'Allow',
      Principal: { AWS: more.principal ?? operator },
      Action: 'sts:AssumeRole',
      ...(Condition === null ? {} : { Condition }),
    },
  };
}
const id = (value: string | string[]) => ({ 'sts:ExternalId': value });
const exact = { StringEquals: id(ours) };

/**
 * The policies of aws.md section 3. `lets`: who comes in without the right external ID, as the sandbox evaluates it; null: we do not
 * come in either.
 */
export const trustPolicies = {
  exact: { trust: trust(exact), lets: [] },
  'no condition': { trust: trust(null), lets: ['without', 'wrong'] },
  'StringLike *': { trust: trust({ StringLike: id('*') }), lets: ['wrong'] },
  'a list of ids': { trust: trust({ StringEquals: id([ours, 'of-somebody-else']) }), lets: [] },
  StringEqualsIfExists: { trust: trust({ StringEqualsIfExists: id(ours) }), lets: ['without'] },
  "another connection's id": { trust: trust({ StringEquals: id('of-another-connection') }), lets: null },
  'wrong principal': { trust: trust(exact, { principal: 'arn:aws:iam::111111111111:root' }), lets: null },
  Deny: { trust: trust(exact, { effect: 'Deny' }), lets: null },
} as const satisfies Record<string, { trust: PolicyDocument; lets: readonly ('without' | 'wrong')[] | null }>;
export type TrustPolicyName = keyof typeof trustPolicies;
export const trustPolicyNames = Object.keys(trustPolicies) as TrustPolicyName[];

/** The four answers that a role is judged by. */
export const proofs = ['positive', 'without', 'wrong', 'trust'] as const;
export type Proof = (typeof proofs)[number];

export interface TrustStand {
  stand: TestStand;
  weather: Weather;
  /** A role made by the template's own stack, whose trust is then this policy's. */
  targets: Record<TrustPolicyName, Target>;
  /** The product's clients, with the app's own key unless another is named. */
  awsAt(endpoint: string, more?: { accessKeyId?: string; answerWithin?: number }): Aws;
  /** The key of a user of the operator's account who may do nothing. */
  powerless: string;
  close(): Promise<void>;
}

const powerless = 'AKIAPOWERLESSOPERATOR';

export async function startTrustStand(): Promise<TrustStand> {
  const stand = await startTestStand({ now: new Date() });
  const weather = await startWeather(stand.apiUrl);
  weather.externalId = ours;
  const account = ensureAccount(stand.world, SANDBOX_OPERATOR.accountId);
  const user = addUser(stand.world, { account, name: 'powerless', says: '', policies: [] });
  user.accessKeys.push({ id: powerless, secret: SANDBOX_OPERATOR.secretAccessKey });
  const made = await Promise.all(
    trustPolicyNames.map(async (name, index) => [name, await createRole(stand, { name, index })]),
  );
  return {
    stand,
    weather,
    targets: Object.fromEntries(made),
    powerless,
    awsAt: (endpoint, { accessKeyId = SANDBOX_OPERATOR.accessKeyId, answerWithin = 2_000 } = {}) => {
      const { secretAccessKey } = SANDBOX_OPERATOR;
      return createAws({ endpoint, own: { accessKeyId, secretAccessKey }, answerWithin });
    },
    async close() {
      await weather.close();
      await stand.close();
    },
  };
}

async function createRole(stand: TestStand, of: { name: TrustPolicyName; index: number }): Promise<Target> {
  const stackName = `tributary-reports-trust-${of.index}`;
  const accountId = trustAccount;
  const values = {
    TrustedPrincipal: operator,
    ExternalId: ours,
    ExpectedAccountId: accountId,
    RoleName: stackName,
    PolicyName: stackName,
    BucketName: 'sandbox-happy-parquet',
  };
  await stand.control.createStack({ accountId, stackName, templateBody: bakedTemplate('reports', values) });
  await stand.control.listStacks({ accountId });
  const role = stand.world.roleByArn(`arn:aws:iam::${accountId}:role/${stackName}`);
  if (!role) throw new Error('the stack made no role');
  role.trust = trustPolicies[of.name].trust;
  return {
    accountId,
    roleName: stackName,
    policyName: stackName,
    stackName,
    externalId: ours,
    principal: operator,
    wrongExternalId: 'another-external-id-that-is-nobody-s-at-all',
    grants: expectedGrants('reports', { values, accountId, stackName }),
    purpose: 'reports',
  };
}

/** A refusal in the words of STS and IAM, which differ from S3's. */
function refusal(status: number, code: string, message: string): Fault {
  return (_, answer) => {
    answer.writeHead(status, { 'content-type': 'text/xml' });
    const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
    answer.end(`<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>`);
    return true;
  };
}

const page: Fault = (_, answer) => {
  answer.writeHead(200, { 'content-type': 'text/html' });
  answer.end('<html><body>Please sign in to this network</body></html>');
  return true;
};

const reset: Fault = (_, answer) => {
  answer.writeHead(200, { 'content-type': 'text/xml', 'content-length': '4000' });
  answer.write('<AssumeRoleResponse><AssumeRoleResult>', () => answer.destroy());
  return true;
};

/** Ends inside the last value that the product needs: a lenient reader would take the credentials, or the trust, for whole. */
const cut: Fault = (_, answer) => {
  answer.writeHead(200, { 'content-type': 'text/xml' });
  answer.end(
    '<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIACUT</AccessKeyId>' +
      '<SecretAccessKey>cut</SecretAccessKey><SessionToken>c',
  );
  return true;
};

/** A trouble is an answer in AWS's place, or clients that do not reach AWS, or that AWS knows for somebody else. */
export type Trouble = { fault: Fault; answerWithin?: number } | { foul: (at: TrustStand) => Aws };

/** The twelve of issue and quality.md S2. */
export const troubles = {
  throttle: { fault: refusal(400, 'Throttling', 'Rate exceeded') },
  'status 500': { fault: refusal(500, 'InternalFailure', 'The request processing has failed') },
  'status 503': { fault: refusal(503, 'ServiceUnavailable', 'The request has failed') },
  'no answer in time': { fault: () => true, answerWithin: 300 },
  'a reset': { fault: reset },
  'a name that DNS does not know': { foul: ({ awsAt }) => awsAt('http://aws.invalid') },
  'a broken TLS handshake': {
    foul: ({ awsAt, weather }) => awsAt(weather.url.replace('http:', 'https:')),
  },
  'a page of HTML': { fault: page },
  'cut XML': { fault: cut },
  'clock skew': {
    fault: refusal(403, 'SignatureDoesNotMatch', 'Signature expired: 20261126T060000Z is now earlier than'),
  },
  'own credentials that expired': {
    fault: refusal(403, 'ExpiredToken', 'The security token included in the request is expired'),
  },
  'an own identity that may not assume': {
    foul: ({ awsAt, weather }) => awsAt(weather.url, { accessKeyId: powerless }),
  },
} as const satisfies Record<string, Trouble>;
export type TroubleName = keyof typeof troubles;
export const troubleNames = Object.keys(troubles) as TroubleName[];

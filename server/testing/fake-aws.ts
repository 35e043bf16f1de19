import { AwsTrouble } from '@/lib/aws-trouble';
import type { Aws, RoleCall, StackSighting } from '@/server/aws/port';
import { publishedTemplate, templateKinds } from '@/server/aws/templates/publish';
import { untouchable } from './stand-ins';

/** What a customer's account looks like to us, as far as a test wants it; all members may be changed while it runs. */
export interface FakeAccount {
  /** None: the role does not exist. */
  role: 'none' | 'exact' | 'open';
  /** The external IDs that its role requires; null: the one that it was asked with first. */
  trusts: string[] | null;
  /** Those that IAM lets in, where that is not yet what the trust says. */
  spread: string[] | null;
  principal: string;
  stack: StackSighting | null;
  /** Stacks that AWS still finds by their ID. */
  deleted: StackSighting[];
  managementAccount: string | null;
  /** AWS does not answer clearly. */
  weather: 'fair' | 'foul';
}

export interface FakeAws extends Aws {
  account(id: string): FakeAccount;
  /** Runs before each answer of AssumeRole with the right external ID: what happens meanwhile. */
  meanwhile: (() => Promise<void>) | null;
}

const OPERATOR = '999988887777';

/** Accounts without a network: roles that trust the external ID they were first asked with. */
export function fakeAws(): FakeAws {
  const accounts = new Map<string, FakeAccount>();
  const externalIds = new Map<string, string>();
  const account = (id: string): FakeAccount => {
    const known = accounts.get(id) ?? {
      // The operator's own account has the canary.
      role: id === OPERATOR ? 'open' : 'none',
      principal: 'arn:aws:iam::999988887777:root',
      stack: null,
      deleted: [],
      managementAccount: id,
      trusts: null,
      spread: null,
      weather: 'fair',
    };
    accounts.set(id, known);
    return known;
  };
  const aws: FakeAws = {
    // What a test did not expect to be asked names itself.
    ...untouchable<Aws>('AWS'),
    account,
    meanwhile: null,
    ownAccount: async () => OPERATOR,
    ownIdentity: async () => `arn:aws:iam::${OPERATOR}:user/tributary-app`,
    publishedTemplate: async (url) => publishedAt(url),
    findBucket: async () => ({ exists: null, region: null }),
    async assumeRole(call) {
      const isFirst = call.externalId !== null && !externalIds.has(roleKey(call));
      if (isFirst && call.externalId !== null) externalIds.set(roleKey(call), call.externalId);
      const { spread, trusts } = account(call.accountId);
      const taken = spread ?? trusts ?? [externalIds.get(roleKey(call)) ?? ''];
      const right = call.externalId !== null && taken.includes(call.externalId);
      if (right) await aws.meanwhile?.();
      const { role, weather } = account(call.accountId);
      if (weather === 'foul') throw new AwsTrouble('throttled', { awsName: 'Throttling' });
      if (role === 'none' || (!right && role !== 'open')) {
        throw new AwsTrouble('denied', { awsName: 'AccessDenied' });
      }
      return { accessKeyId: call.accountId, secretAccessKey: roleKey(call), sessionToken: 'session' };
    },
    callerAccount: async ({ accessKeyId }) => accessKeyId,
    roleTrust: async ({ credentials }) => trustOf(credentials.secretAccessKey),
    // What is attached is judged against the sandbox, which has policies.
    rolePolicies: async () => {
      throw new AwsTrouble('denied', { awsName: 'AccessDenied' });
    },
    async stack({ credentials, stackName }) {
      const { stack, deleted } = account(credentials.accessKeyId);
      if (!stackName.startsWith('arn:')) return stack;
      return [stack, ...deleted].find((one) => one?.id === stackName) ?? null;
    },
    async organization({ accessKeyId }) {
      const { managementAccount } = account(accessKeyId);
      if (managementAccount === null) throw new AwsTrouble('not-in-use');
      return { managementAccount };
    },
  };
  const trustOf = (key: string) => ({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::999988887777:root' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'sts:ExternalId': account(key.split('/')[0] ?? '').trusts ?? externalIds.get(key) },
        },
      },
    ],
  });
  return aws;
}

/** What an operator who published the templates of this version has at an address. */
export function publishedAt(url: string): string | null {
  const published = templateKinds.map(publishedTemplate);
  return published.find(({ fileName }) => url.endsWith(`/${fileName}`))?.text ?? null;
}

function roleKey(call: Pick<RoleCall, 'accountId' | 'roleName'>): string {
  return `${call.accountId}/${call.roleName}`;
}

/** A stack as CloudFormation shows it, complete unless said otherwise. */
export function stackOf(status = 'CREATE_COMPLETE', reason: string | null = null): StackSighting {
  return {
    id: 'arn:aws:cloudformation:us-east-1:111122223333:stack/tributary-reports-1/00000000-0000-4000-8000-000000000001',
    status,
    reason,
    updatedAt: null,
    parameters: {},
    templateVersion: null,
    events:
      reason === null ? [] : [{ id: 'e1', resource: 'Policy', status: 'CREATE_FAILED', reason, at: '' }],
  };
}

import { beforeEach, describe, expect, it } from 'vitest';
import { addUser, createAccount } from '@/sandbox/accounts';
import { decideTrust } from '@/sandbox/iam/decide';
import { parsePolicy } from '@/sandbox/iam/policy';
import type { PolicyDocument, PolicyStatement, Principal } from '@/sandbox/state';
import { World } from '@/sandbox/world';

const HERE = '111111111111';
const THERE = '222222222222';

let world: World;

beforeEach(() => {
  let id = 0;
  world = new World({ now: () => new Date('2026-11-23T00:00:00Z'), newId: () => `id${++id}` });
  for (const account of [HERE, THERE]) createAccount(world, { id: account, title: account });
  world.createBucket({ name: 'own', accountId: HERE, region: 'us-east-1' });
  world.createBucket({ name: 'theirs', accountId: THERE, region: 'us-east-1' });
});

function userWith(...statements: PolicyStatement[]): Principal {
  const account = world.account(HERE);
  if (!account) throw new Error('no account');
  const document: PolicyDocument = { Statement: statements };
  addUser(world, { account, name: 'u', says: '', policies: [{ name: 'p', document }] });
  const principal = world.userPrincipal(HERE, 'u');
  if (!principal) throw new Error('no user');
  return principal;
}

const allow = (rest: Omit<PolicyStatement, 'Effect'>): PolicyStatement => ({ Effect: 'Allow', ...rest });
const deny = (rest: Omit<PolicyStatement, 'Effect'>): PolicyStatement => ({ Effect: 'Deny', ...rest });

const OWN = 'arn:aws:s3:::own';
const GET = { action: 's3:GetObject', resource: `${OWN}/a/b.csv` };

type Case = {
  title: string;
  statements: PolicyStatement[];
  action: string;
  resource: string;
  allowed: boolean;
};

const IDENTITY: Case[] = [
  {
    title: 'nothing is allowed by default',
    statements: [deny({ Action: 's3:Put*', Resource: '*' })],
    ...GET,
    allowed: false,
  },
  {
    title: 'an action and a resource',
    statements: [allow({ Action: 's3:GetObject', Resource: `${OWN}/*` })],
    ...GET,
    allowed: true,
  },
  {
    title: 'actions without regard to case',
    statements: [allow({ Action: 'S3:getobject', Resource: '*' })],
    ...GET,
    allowed: true,
  },
  {
    title: 'a bucket ARN without /* does not reach its objects',
    statements: [allow({ Action: 's3:*', Resource: OWN })],
    ...GET,
    allowed: false,
  },
  {
    title: 'the objects do not reach the bucket',
    statements: [allow({ Action: 's3:*', Resource: `${OWN}/*` })],
    action: 's3:ListBucket',
    resource: OWN,
    allowed: false,
  },
  {
    title: 'resources with regard to case',
    statements: [allow({ Action: 's3:*', Resource: `${OWN}/A/*` })],
    ...GET,
    allowed: false,
  },
  {
    title: 'a Deny wins',
    statements: [allow({ Action: '*', Resource: '*' }), deny({ Action: 's3:Get*', Resource: '*' })],
    ...GET,
    allowed: false,
  },
  {
    title: 'NotAction allows the rest',
    statements: [allow({ NotAction: 'iam:*', Resource: '*' })],
    ...GET,
    allowed: true,
  },
  {
    title: 'NotAction leaves out what it names',
    statements: [allow({ NotAction: ['iam:*', 's3:*'], Resource: '*' })],
    ...GET,
    allowed: false,
  },
  {
    title: 'NotResource leaves out what it names',
    statements: [allow({ Action: '*', NotResource: `${OWN}/a/*` })],
    ...GET,
    allowed: false,
  },
  {
    title: 'NotResource allows the rest',
    statements: [allow({ Action: '*', NotResource: `${OWN}/x/*` })],
    ...GET,
    allowed: true,
  },
  {
    title: 'Deny with NotResource',
    statements: [allow({ Action: '*', Resource: '*' }), deny({ Action: '*', NotResource: `${OWN}/a/*` })],
    ...GET,
    allowed: true,
  },
  {
    title: "a foreign bucket needs the bucket's policy too",
    statements: [allow({ Action: '*', Resource: '*' })],
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::theirs/a',
    allowed: false,
  },
  {
    title: 'a condition that fails',
    statements: [
      allow({ Action: '*', Resource: '*', Condition: { StringEquals: { 'aws:ResourceAccount': THERE } } }),
    ],
    ...GET,
    allowed: false,
  },
  {
    title: 'a condition on the owner of the bucket',
    statements: [
      allow({ Action: '*', Resource: '*', Condition: { StringEquals: { 'aws:ResourceAccount': HERE } } }),
    ],
    ...GET,
    allowed: true,
  },
];

describe('identity policies', () => {
  it.each(IDENTITY)('$title', ({ statements, action, resource, allowed }) => {
    expect(world.authorize(userWith(...statements), { action, resource }).allowed).toBe(allowed);
  });

  it('gives the reason in the words of AWS', () => {
    const decision = world.authorize(userWith(), GET);
    expect(decision.reason).toBe('because no identity-based policy allows the s3:GetObject action');
  });
});

describe('bucket policies', () => {
  const everything = allow({ Action: '*', Resource: '*' });
  const share = (statement: PolicyStatement) => {
    const bucket = world.bucket('theirs');
    if (bucket) bucket.policy = { Statement: { Resource: 'arn:aws:s3:::theirs/*', ...statement } };
  };
  const read = { action: 's3:GetObject', resource: 'arn:aws:s3:::theirs/a' };

  it('let another account in when both sides allow', () => {
    const user = userWith(everything);
    share(allow({ Principal: { AWS: `arn:aws:iam::${HERE}:root` }, Action: 's3:GetObject' }));
    expect(world.authorize(user, read).allowed).toBe(true);
    expect(world.authorize(userWith(), read).allowed).toBe(false);
  });

  it('let their own account in alone', () => {
    const bucket = world.bucket('own');
    const user = userWith();
    if (bucket) {
      bucket.policy = {
        Statement: allow({ Principal: { AWS: HERE }, Action: 's3:*', Resource: `${OWN}/*` }),
      };
    }
    expect(world.authorize(user, GET).allowed).toBe(true);
  });

  it('deny their own account too', () => {
    const bucket = world.bucket('own');
    if (bucket) bucket.policy = { Statement: deny({ Principal: '*', Action: 's3:*', Resource: `${OWN}/*` }) };
    expect(world.authorize(userWith(everything), GET).allowed).toBe(false);
  });

  it('let anybody in only where they say so', () => {
    expect(world.authorize({ kind: 'anonymous' }, read).allowed).toBe(false);
    share(allow({ Principal: '*', Action: 's3:GetObject' }));
    expect(world.authorize({ kind: 'anonymous' }, read).allowed).toBe(true);
    expect(world.authorize({ kind: 'anonymous' }, { ...read, action: 's3:ListBucket' }).allowed).toBe(false);
  });
});

describe('trust', () => {
  const root = { AWS: `arn:aws:iam::${HERE}:root` };
  const equals = (value: string | string[]) => ({ StringEquals: { 'sts:ExternalId': value } });
  const trust = (rest: Partial<PolicyStatement>): PolicyStatement => ({
    Effect: 'Allow',
    Principal: root,
    Action: 'sts:AssumeRole',
    ...rest,
  });

  /** Who gets in: with the right external ID, without one, with another. */
  const CASES: [string, PolicyStatement[], [boolean, boolean, boolean]][] = [
    ['exact StringEquals', [trust({ Condition: equals('mine') })], [true, false, false]],
    ['no condition', [trust({})], [true, true, true]],
    ['StringLike *', [trust({ Condition: { StringLike: { 'sts:ExternalId': '*' } } })], [true, false, true]],
    ['a list of ids', [trust({ Condition: equals(['mine', 'other']) })], [true, false, true]],
    [
      'StringEqualsIfExists',
      [trust({ Condition: { StringEqualsIfExists: { 'sts:ExternalId': 'mine' } } })],
      [true, true, false],
    ],
    [
      'StringNotEquals',
      [trust({ Condition: { StringNotEquals: { 'sts:ExternalId': 'other' } } })],
      [true, true, false],
    ],
    ["another connection's id", [trust({ Condition: equals('other') })], [false, false, true]],
    ['another account', [trust({ Principal: { AWS: `arn:aws:iam::${THERE}:root` } })], [false, false, false]],
    ['a service', [trust({ Principal: { Service: 'ec2.amazonaws.com' } })], [false, false, false]],
    [
      'a Deny beside it',
      [trust({}), trust({ Effect: 'Deny', Condition: equals('mine') })],
      [false, true, true],
    ],
    ['another action', [trust({ Action: 'sts:TagSession' })], [false, false, false]],
  ];

  it.each(CASES)('%s', (_title, statements, expected) => {
    const user = userWith(allow({ Action: 'sts:AssumeRole', Resource: '*' }));
    const document = parsePolicy({ Statement: statements }, 'trust');
    const role = world.createRole(THERE, { name: 'r', trust: document });
    const contexts: Record<string, string>[] = [
      { 'sts:ExternalId': 'mine' },
      {},
      { 'sts:ExternalId': 'other' },
    ];
    const answers = contexts.map((context) => decideTrust(world, { principal: user, role, context }).allowed);
    expect(answers).toEqual(expected);
  });

  it("needs the caller's own permission across accounts", () => {
    const role = world.createRole(THERE, { name: 'r', trust: { Statement: trust({}) } });
    expect(decideTrust(world, { principal: userWith(), role, context: {} }).allowed).toBe(false);
  });
});

describe('malformed policies', () => {
  it.each([
    [{ Statement: { Effect: 'Allow', Resource: '*' } }],
    [{ Statement: { Effect: 'Maybe', Action: '*', Resource: '*' } }],
    [{ Statement: { Effect: 'Allow', Action: '*', Resource: '*', Principal: '*' } }],
    [{ Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition: { StringSounds: { a: 'b' } } } }],
    [{ Statement: { Effect: 'Allow', Action: '*', Resource: '*', Colour: 'red' } }],
    [{ Version: '2020-01-01', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }],
    ['text'],
  ])('%j is refused', (document) => {
    expect(() => parsePolicy(document, 'identity')).toThrowError(
      expect.objectContaining({ code: 'MalformedPolicyDocument' }),
    );
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { createAccount } from '@/sandbox/accounts';
import { decideTrust } from '@/sandbox/iam/decide';
import type { PolicyDocument, PolicyStatement, Principal, Role } from '@/sandbox/state';
import { World } from '@/sandbox/world';

/**
 * Rows after AWS's "Policy evaluation logic", "Permissions boundaries", "Service control policies" and "Resource control
 * policies" in the guides of IAM and Organizations; each says which rule it shows.
 */
const MEMBER = '222222222222';
const MANAGEMENT = '111111111111';
const OUTSIDE = '999999999999';
const BUCKET = 'arn:aws:s3:::own';
const GET = { action: 's3:GetObject', resource: `${BUCKET}/a` };

let world: World;

beforeEach(() => {
  let id = 0;
  world = new World({ now: () => new Date('2026-11-23T00:00:00Z'), newId: () => `id${++id}` });
  world.data.settings.propagationSeconds = 0;
  for (const account of [MANAGEMENT, MEMBER, OUTSIDE]) createAccount(world, { id: account, title: account });
  const organization = { id: 'o-one', managementAccountId: MANAGEMENT };
  for (const account of [MANAGEMENT, MEMBER]) Object.assign(world.accounts[account] ?? {}, { organization });
  world.createBucket({ name: 'own', accountId: MEMBER, region: 'us-east-1' });
});

const doc = (...Statement: PolicyStatement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });
const allow = (Action: string, rest: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...rest,
});
const deny = (Action: string, rest: Partial<PolicyStatement> = {}): PolicyStatement => ({
  ...allow(Action, rest),
  Effect: 'Deny',
});

type Setting = {
  identity?: PolicyDocument;
  boundary?: PolicyDocument;
  session?: PolicyDocument;
  scp?: PolicyDocument[];
  rcp?: PolicyDocument[];
  bucket?: PolicyStatement;
};

function roleIn(accountId: string, { identity = doc(allow('*')), boundary }: Setting): Role {
  const trust = doc({ Effect: 'Allow', Principal: { AWS: OUTSIDE }, Action: 'sts:AssumeRole' });
  const role = world.createRole(accountId, { name: 'r', trust });
  role.inlinePolicies = [{ name: 'inline', document: identity }];
  if (boundary) role.boundaryArn = world.createPolicy(accountId, { name: 'edge', document: boundary }).arn;
  return role;
}

function sessionIn(accountId: string, setting: Setting): Principal {
  const role = roleIn(accountId, setting);
  const arn = `arn:aws:sts::${accountId}:assumed-role/r/s`;
  const sessionPolicies = setting.session ? [setting.session] : [];
  const named = { roleName: 'r', roleArn: role.arn, sessionName: 's', arn, userId: 'x:s' };
  return { kind: 'assumed-role', accountId, ...named, sessionPolicies };
}

function apply(accountId: string, { scp, rcp, bucket }: Setting): void {
  const knobs = world.account(accountId)?.knobs;
  const named = (documents: PolicyDocument[]) =>
    documents.map((document, index) => ({ name: `p-${index + 1}`, document }));
  if (knobs && scp) knobs.serviceControlPolicies = named(scp);
  if (knobs && rcp) knobs.resourceControlPolicies = named(rcp);
  const own = world.bucket('own');
  if (own && bucket) own.policy = doc({ Resource: `${BUCKET}/*`, ...bucket });
}

const FULL = doc(allow('*'));
const NONE = doc(allow('ec2:*'));
const session = 'arn:aws:sts::222222222222:assumed-role/r/s';
const roleArn = 'arn:aws:iam::222222222222:role/r';
const letIn = (AWS: string): PolicyStatement => ({
  Effect: 'Allow',
  Principal: { AWS },
  Action: 's3:GetObject',
});
const none = (kind: string) => `because no ${kind} allows the s3:GetObject action`;

const ROWS: [rule: string, setting: Setting, reason: string][] = [
  ['nothing but the identity: its Allow is enough', {}, ''],
  // "The permissions that result are the intersection of all policy types."
  ['a boundary that allows changes nothing', { boundary: FULL }, ''],
  ['a boundary that does not allow: implicit deny', { boundary: NONE }, none('permissions boundary')],
  ['a boundary gives nothing by itself', { identity: NONE, boundary: FULL }, none('identity-based policy')],
  [
    'a boundary that denies',
    { boundary: doc(allow('*'), deny('s3:Get*')) },
    'with an explicit deny in a permissions boundary',
  ],
  ['a session policy that allows changes nothing', { session: FULL }, ''],
  ['a session policy narrows', { session: NONE }, none('session policy')],
  [
    'a session policy that denies',
    { session: doc(allow('*'), deny('s3:*')) },
    'with an explicit deny in a session policy',
  ],
  [
    'boundary and session both narrow; the boundary comes first',
    { boundary: NONE, session: NONE },
    none('permissions boundary'),
  ],
  // "If no applicable SCP statement allows, the request is implicitly denied, also when FullAWSAccess was replaced."
  ['an SCP that allows changes nothing', { scp: [FULL] }, ''],
  ['an allow list of SCPs without the action', { scp: [NONE] }, none('service control policy')],
  [
    'a deny list of SCPs',
    { scp: [FULL, doc(deny('s3:GetObject'))] },
    'with an explicit deny in a service control policy',
  ],
  ['an SCP gives nothing by itself', { identity: NONE, scp: [FULL] }, none('identity-based policy')],
  ['an SCP that denies something else', { scp: [FULL, doc(deny('iam:*'))] }, ''],
  [
    'an SCP with a condition on who it is for (NotLike)',
    { scp: [FULL, doc(deny('s3:*', { Condition: { ArnNotLike: { 'aws:PrincipalArn': roleArn } } }))] },
    '',
  ],
  // "RCPs restrict the resources of member accounts, for everybody."
  [
    'an RCP that denies, for the own account too',
    { rcp: [doc(deny('s3:*', { Principal: '*' }))] },
    'with an explicit deny in a resource control policy',
  ],
  [
    'an RCP that keeps strangers out spares the organization',
    {
      rcp: [
        doc(
          deny('s3:*', {
            Principal: '*',
            Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-one' } },
          }),
        ),
      ],
    },
    '',
  ],
  [
    'an RCP beats an Allow of everybody else',
    { scp: [FULL], bucket: letIn(session), rcp: [doc(deny('s3:*', { Principal: '*' }))] },
    'with an explicit deny in a resource control policy',
  ],
  // "Resource-based policies and implicit denies in other policy types (same account)."
  [
    'a bucket that names the session needs no identity policy',
    { identity: NONE, bucket: letIn(session) },
    '',
  ],
  [
    '… nor is it held by boundary or session policies',
    { boundary: NONE, session: NONE, bucket: letIn(session) },
    '',
  ],
  ['a bucket that names the role needs no identity policy', { identity: NONE, bucket: letIn(roleArn) }, ''],
  [
    '… but a boundary holds',
    { identity: NONE, boundary: NONE, bucket: letIn(roleArn) },
    none('permissions boundary'),
  ],
  ['… and so do session policies', { session: NONE, bucket: letIn(roleArn) }, none('session policy')],
  [
    'an SCP holds whatever the bucket says',
    { scp: [NONE], bucket: letIn(session) },
    none('service control policy'),
  ],
  [
    'a Deny of the bucket wins',
    { bucket: { Effect: 'Deny', Principal: '*', Action: 's3:*' } },
    'with an explicit deny in a resource-based policy',
  ],
];

describe('a role of a member account', () => {
  it.each(ROWS)('%s', (_, setting, reason) => {
    apply(MEMBER, setting);
    const decision = world.authorize(sessionIn(MEMBER, setting), GET);
    expect(decision).toMatchObject({ allowed: reason === '', reason });
  });

  it('is allowed nothing by a boundary whose policy is gone', () => {
    const principal = sessionIn(MEMBER, { boundary: FULL });
    world.deletePolicy(`arn:aws:iam::${MEMBER}:policy/edge`);
    expect(world.authorize(principal, GET).reason).toBe(none('permissions boundary'));
  });
});

describe('a management account', () => {
  it.each<[string, Setting]>([
    ['SCPs do not reach it', { scp: [NONE] }],
    ['RCPs do not reach its resources', { rcp: [doc(deny('*', { Principal: '*' }))] }],
  ])('%s', (_, setting) => {
    apply(MANAGEMENT, setting);
    world.createBucket({ name: 'payer', accountId: MANAGEMENT, region: 'us-east-1' });
    const ask = { action: 's3:GetObject', resource: 'arn:aws:s3:::payer/a' };
    expect(world.authorize(sessionIn(MANAGEMENT, setting), ask).allowed).toBe(true);
  });
});

describe('assuming a role from outside', () => {
  const outside = (): Principal => {
    const principal = world.userPrincipal(OUTSIDE, 'admin');
    if (!principal) throw new Error('no admin');
    return principal;
  };
  const assume = (setting: Setting) => {
    const role = roleIn(MEMBER, setting);
    apply(MEMBER, setting);
    return decideTrust(world, { principal: outside(), role, context: {} });
  };

  it.each<[string, Setting, string]>([
    // "SCPs affect only principals that are managed by accounts of the organization": not who comes from outside.
    ["an SCP of the role's account does not stop it", { scp: [FULL, doc(deny('sts:*'))] }, ''],
    ["the role's own boundary does not stop it", { boundary: NONE }, ''],
    [
      'an RCP does',
      { rcp: [doc(deny('sts:AssumeRole', { Principal: '*' }))] },
      'with an explicit deny in a resource control policy',
    ],
    [
      'an RCP for strangers to the organization does',
      {
        rcp: [
          doc(
            deny('sts:AssumeRole', {
              Principal: '*',
              Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-one' } },
            }),
          ),
        ],
      },
      'with an explicit deny in a resource control policy',
    ],
  ])('%s', (_, setting, reason) => {
    expect(assume(setting)).toMatchObject({ allowed: reason === '', reason });
  });

  it('is held by a boundary of who asks', () => {
    const admin = world.account(OUTSIDE)?.users.admin;
    if (admin) admin.boundaryArn = world.createPolicy(OUTSIDE, { name: 'edge', document: NONE }).arn;
    expect(assume({}).reason).toBe('because no permissions boundary allows the sts:AssumeRole action');
  });
});

it('says which statement decided', () => {
  apply(MEMBER, { scp: [FULL, doc(allow('ec2:*'), deny('s3:*', { Sid: 'NoStorage' }))] });
  const { evaluated } = world.authorize(sessionIn(MEMBER, {}), GET);
  expect(evaluated.map(({ kind, name, verdict, statement }) => [kind, name, verdict, statement])).toEqual([
    ['service control', 'p-1', 'allow', 'statement 1'],
    ['service control', 'p-2', 'deny', 'NoStorage'],
    ['identity-based', 'inline', 'allow', 'statement 1'],
    ['resource-based', 'own', 'none', null],
  ]);
});

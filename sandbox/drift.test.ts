import { GetRoleCommand, IAMClient, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  assume,
  type Credentials,
  startTestStand,
  type TestStand,
  trustOperator,
} from '@/sandbox/testing/stand';

const ACCOUNT = '711122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/drifting`;
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const BUCKET = 'sandbox-drift';
const clock = { now: new Date() };
let stand: TestStand;
let session: Credentials;
let own: string;

beforeAll(async () => {
  stand = await startTestStand(clock);
  stand.control.createAccount({ accountId: ACCOUNT });
  stand.control.createBucket({ name: BUCKET, accountId: ACCOUNT });
});
beforeEach(async () => {
  stand.control.setKnobs({ accountId: ACCOUNT, propagationSeconds: 0 });
  stand.control.createRole({ accountId: ACCOUNT, name: 'drifting', trust: trustOperator() });
  own = stand.control.createPolicy({ accountId: ACCOUNT, name: 'own', document: may('s3:*', 'iam:*') }).arn;
  stand.control.attachRolePolicy({ roleArn: ROLE, policyArn: own });
  session = await assume(stand, { accountId: ACCOUNT, name: 'drifting' });
});
afterAll(() => stand.close());

const may = (...Action: string[]) => ({ Statement: { Effect: 'Allow', Action, Resource: '*' } });

/** What listing the bucket answers with the session: '' or AWS's message. */
async function listing(): Promise<string> {
  const s3 = new S3Client({ ...stand.client(session), forcePathStyle: true });
  return s3.send(new ListObjectsV2Command({ Bucket: BUCKET })).then(
    () => '',
    (error: Error) => error.message,
  );
}

const assuming = () =>
  assume(stand, { accountId: ACCOUNT, name: 'drifting' }).then(
    () => 'in',
    (error: Error) => error.name,
  );

describe('drift', () => {
  it('attaches and detaches a managed policy, which the role reads back and lives by', async () => {
    const iam = new IAMClient(stand.client(session));
    stand.control.attachRolePolicy({ roleArn: ROLE, policyArn: ADMINISTRATOR });
    const list = new ListAttachedRolePoliciesCommand({ RoleName: 'drifting' });
    const { AttachedPolicies = [] } = await iam.send(list);
    expect(AttachedPolicies.map(({ PolicyArn }) => PolicyArn)).toEqual([own, ADMINISTRATOR]);
    stand.control.detachRolePolicy({ roleArn: ROLE, policyArn: own });
    expect(await listing()).toBe('');
    stand.control.detachRolePolicy({ roleArn: ROLE, policyArn: ADMINISTRATOR });
    expect(await listing()).toContain('because no identity-based policy allows the s3:ListBucket action');
  });

  it('changes the trust', async () => {
    stand.control.changeTrust({ roleArn: ROLE, trust: trustOperator('somebody-elses-id') });
    expect(await assuming()).toBe('AccessDenied');
    stand.control.changeTrust({ roleArn: ROLE, trust: trustOperator() });
    expect(await assuming()).toBe('in');
  });

  it("changes the statements of the stack's policy, as a new version", async () => {
    stand.control.changePolicy({ policyArn: own, document: may('s3:GetObject') });
    expect(await listing()).toContain('s3:ListBucket');
    expect(stand.world.policyByArn(own)).toMatchObject({ defaultVersionId: 'v2' });
    for (let index = 0; index < 6; index++) {
      stand.control.changePolicy({ policyArn: own, document: may('s3:ListBucket') });
    }
    expect(stand.world.policyByArn(own)?.versions).toHaveLength(5);
    expect(await listing()).toBe('');
  });

  it('sets a boundary and takes it away', async () => {
    const { arn } = stand.control.createPolicy({ accountId: ACCOUNT, name: 'edge', document: may('iam:*') });
    stand.control.setBoundary({ arn: ROLE, policyArn: arn });
    expect(await listing()).toContain('because no permissions boundary allows the s3:ListBucket action');
    const iam = new IAMClient(stand.client(session));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'drifting' }));
    expect(Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(arn);
    stand.control.setBoundary({ arn: ROLE, policyArn: null });
    expect(await listing()).toBe('');
  });

  it('deletes the role: sessions that were given out can do nothing', async () => {
    stand.control.deleteRole({ roleArn: ROLE });
    expect(await listing()).toContain('s3:ListBucket');
    expect(await assuming()).toBe('AccessDenied');
  });

  it('refuses what is not there', () => {
    const nothing = { roleArn: ROLE, policyArn: 'arn:aws:iam::aws:policy/Nothing' };
    expect(() => stand.control.attachRolePolicy(nothing)).toThrow('does not exist or is not attachable');
    expect(() => stand.control.detachRolePolicy(nothing)).toThrow('was not found');
    expect(() => stand.control.changeTrust({ roleArn: ROLE, trust: {} })).toThrow('Syntax error in policy');
  });
});

describe('slow propagation', () => {
  const later = (seconds: number) => {
    clock.now = new Date(clock.now.getTime() + seconds * 1000);
  };

  it.each<[string, () => void, () => Promise<string>, RegExp]>([
    [
      'a policy that is detached',
      () => stand.control.detachRolePolicy({ roleArn: ROLE, policyArn: own }),
      listing,
      /s3:ListBucket/,
    ],
    [
      'a policy that is changed',
      () => stand.control.changePolicy({ policyArn: own, document: may('iam:*') }),
      listing,
      /s3:ListBucket/,
    ],
    [
      'a trust that is changed',
      () => stand.control.changeTrust({ roleArn: ROLE, trust: trustOperator('other') }),
      assuming,
      /AccessDenied/,
    ],
  ])('%s counts after the delay, and is read back at once', async (_, change, seen, denied) => {
    stand.control.setKnobs({ accountId: ACCOUNT, propagationSeconds: 20 });
    change();
    expect(await seen()).not.toMatch(denied);
    later(19);
    expect(await seen()).not.toMatch(denied);
    later(1);
    expect(await seen()).toMatch(denied);
  });

  it('two changes after each other count one after the other', async () => {
    stand.control.setKnobs({ accountId: ACCOUNT, propagationSeconds: 20 });
    stand.control.changeTrust({ roleArn: ROLE, trust: trustOperator('other') });
    later(10);
    stand.control.changeTrust({ roleArn: ROLE, trust: trustOperator() });
    later(10);
    expect(await assuming()).toBe('AccessDenied');
    later(10);
    expect(await assuming()).toBe('in');
  });
});

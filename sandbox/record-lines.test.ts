import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { backstageLines, callLines } from '@/sandbox/record-lines';
import {
  assume,
  type Credentials,
  startTestStand,
  type TestStand,
  trustOperator,
} from '@/sandbox/testing/stand';

const ACCOUNT = '711122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/reader`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/reader/test`;
const TRIBUTARY = 'arn:aws:iam::999988887777:user/tributary-app';
const BUCKET = 'arn:aws:s3:::sandbox-recorded';
const lines: string[] = [];
let stand: TestStand;

beforeAll(async () => {
  stand = await startTestStand(
    { now: new Date('2026-11-23T12:00:03Z') },
    {
      onCall: (call) => lines.push(...callLines(call)),
      onCheck: (check) => lines.push(...backstageLines(check)),
    },
  );
  stand.control.createAccount({ accountId: ACCOUNT });
  stand.control.createBucket({ name: 'sandbox-recorded', accountId: ACCOUNT });
  const policies = [
    { Statement: { Sid: 'ListTheBucket', Effect: 'Allow', Action: 's3:ListBucket', Resource: BUCKET } },
  ];
  stand.control.createRole({ accountId: ACCOUNT, name: 'reader', trust: trustOperator(), policies });
});
beforeEach(() => {
  lines.length = 0;
});
afterAll(() => stand.close());

const list = (credentials: Credentials) =>
  new S3Client({ ...stand.client(credentials), forcePathStyle: true })
    .send(new ListObjectsV2Command({ Bucket: 'sandbox-recorded' }))
    .catch(() => {});

describe('what --record prints', () => {
  it('a call that is allowed, with the statements that allow it', async () => {
    const session = await assume(stand, { accountId: ACCOUNT, name: 'reader' });
    await list(session);
    // What else the operator's user may do is nobody's business here.
    expect(lines.filter((line) => !/^ +identity-based .* says nothing$/.test(line))).toEqual([
      `12:00:03 sts AssumeRole by ${TRIBUTARY} in us-east-1: 200`,
      `    allowed sts:AssumeRole on ${ROLE}`,
      '        identity-based AssumeCustomerRoles allows by statement 1',
      '        trust reader allows by statement 1',
      `12:00:03 s3 ListObjectsV2 by ${SESSION} in us-east-1: 200`,
      `    allowed s3:ListBucket on ${BUCKET}`,
      '        identity-based policy-1 allows by ListTheBucket',
      '        resource-based sandbox-recorded says nothing',
    ]);
  });

  it('a call that a session policy holds back', async () => {
    const policy = JSON.stringify({ Statement: { Effect: 'Allow', Action: 'cur:*', Resource: '*' } });
    const session = await assume(stand, { accountId: ACCOUNT, name: 'reader', policy });
    lines.length = 0;
    await list(session);
    expect(lines).toEqual([
      `12:00:03 s3 ListObjectsV2 by ${SESSION} in us-east-1: 403 AccessDenied`,
      `    denied s3:ListBucket on ${BUCKET} because no session policy allows the s3:ListBucket action`,
      '        identity-based policy-1 allows by ListTheBucket',
      '        session test says nothing',
      '        resource-based sandbox-recorded says nothing',
    ]);
  });

  it('a call that a boundary and an organization deny, each named with its statement', async () => {
    const session = await assume(stand, { accountId: ACCOUNT, name: 'reader' });
    const edge = { Statement: { Sid: 'Edge', Effect: 'Allow', Action: 's3:*', Resource: '*' } };
    const { arn } = stand.control.createPolicy({ accountId: ACCOUNT, name: 'edge', document: edge });
    stand.control.setBoundary({ arn: ROLE, policyArn: arn });
    stand.control.setKnobs({ accountId: ACCOUNT, managementAccountId: '811122223333' });
    const service = [{ Statement: { Sid: 'NoStorage', Effect: 'Deny', Action: 's3:*', Resource: '*' } }];
    stand.control.setOrganizationPolicies({ accountId: ACCOUNT, service });
    lines.length = 0;
    await list(session);
    expect(lines).toEqual([
      `12:00:03 s3 ListObjectsV2 by ${SESSION} in us-east-1: 403 AccessDenied`,
      `    denied s3:ListBucket on ${BUCKET} with an explicit deny in a service control policy`,
      '        service control FullAWSAccess allows by statement 1',
      '        service control scp-1 denies by NoStorage',
      '        identity-based policy-1 allows by ListTheBucket',
      '        permissions boundary edge allows by Edge',
      '        resource-based sandbox-recorded says nothing',
    ]);
  });

  it('a call without permissions of its own, and one that is signed by nobody', async () => {
    await new STSClient(stand.client(stand.operator)).send(new GetCallerIdentityCommand({}));
    await fetch(`${stand.apiUrl}/sandbox-recorded?list-type=2`);
    expect(lines).toEqual([
      `12:00:03 sts GetCallerIdentity by ${TRIBUTARY} in us-east-1: 200`,
      '    allowed sts:GetCallerIdentity on * GetCallerIdentity needs no permission',
      '12:00:03 s3 ListObjectsV2 by anonymous in us-east-1: 403 AccessDenied',
      `    denied s3:ListBucket on ${BUCKET} because no resource-based policy allows the s3:ListBucket action`,
      '        resource-based sandbox-recorded says nothing',
    ]);
  });

  it('what CloudFormation asks for the person behind a stack', async () => {
    const trust = trustOperator();
    const Role = {
      Type: 'AWS::IAM::Role',
      Properties: { RoleName: 'made', AssumeRolePolicyDocument: trust },
    };
    await stand.control.createStack({
      accountId: '722233334444',
      userName: 'seven',
      stackName: 'recorded',
      templateBody: JSON.stringify({ Resources: { Role } }),
    });
    stand.control.listStacks({ accountId: '722233334444' });
    const person = 'arn:aws:iam::722233334444:user/seven';
    expect(lines[0]).toContain(
      `12:00:03 for ${person}: allowed cloudformation:CreateStack on arn:aws:cloudformation:`,
    );
    expect(lines.slice(2, 4)).toEqual([
      `12:00:03 for ${person}: allowed iam:CreateRole on arn:aws:iam::722233334444:role/made`,
      '        identity-based OnlyWhatTheReviewStepLists allows by statement 1',
    ]);
  });
});

import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { identityVerdict, resourceVerdict } from '@/sandbox/iam/statement';
import { startTestStand, type TestStand } from '@/sandbox/testing/stand';
import { ownCalls } from '@/server/aws/own-calls';
import { clientOptions } from '@/server/aws/place';
import { messageQueue } from '@/server/aws/queue';
import { publishedTemplate, templateKinds } from '@/server/aws/templates/publish';
import { setupTemplate } from '@/server/aws/templates/setup-template';
import { namesForAttempt } from '@/server/domain/connections/names';
import { dangerousActions } from '@/server/testing/dangerous-actions';
import { createOperatorStack, operatorAccount, operatorByStack } from '@/server/testing/operator-stack';
import { policyFaults } from '@/server/testing/template-checks';
import { checkOperator } from './operator/check';
import { publishTemplates } from './operator/publish-templates';

const byService = { AppService: 'ecs-tasks.amazonaws.com' };

describe('the template of the operator’s stack', () => {
  test('says of every parameter, and of every variable of the environment, what it is', () => {
    for (const { Description } of Object.values(setupTemplate.Parameters)) {
      expect(Description.length).toBeGreaterThan(30);
    }
    expect(JSON.stringify(setupTemplate).length).toBeLessThan(51_200);
  });

  test('hides a message for as long as the reader asks for', () => {
    // The reader's own time-out counts; the queue's is for whoever looks into it by hand.
    expect(setupTemplate.Resources.DoorbellQueue?.Properties).toMatchObject({
      VisibilityTimeout: 30,
      RedrivePolicy: { maxReceiveCount: 5 },
      SqsManagedSseEnabled: true,
    });
    expect(setupTemplate.Resources.DoorbellSubscription?.Properties.RawMessageDelivery).toBe(false);
  });
});

describe('created in the sandbox', () => {
  let stand: TestStand;
  let made: Awaited<ReturnType<typeof operatorByStack>>;
  const clock = { now: new Date() };
  beforeAll(async () => {
    stand = await startTestStand(clock);
    made = await operatorByStack(stand);
  });
  afterAll(() => stand.close());
  const as = (credentials: typeof made.own) =>
    clientOptions({ endpoint: stand.apiUrl, own: credentials }, {});
  test('its outputs are named by the variables that they are for', () => {
    expect([...made.stack.variables.keys()].toSorted()).toEqual([
      'DOORBELL_QUEUE_URL',
      'DOORBELL_TOPIC_ARN',
      'OPERATOR_CANARY_ROLE_ARN',
      'OPERATOR_PRINCIPAL_ARN',
      'TEMPLATE_BASE_URL',
    ]);
    expect(made.stack.variables.get('OPERATOR_PRINCIPAL_ARN')).toBe(`arn:aws:iam::${operatorAccount}:root`);
  });

  test('the role may do the calls of the list, on what they are about, and nothing dangerous', async () => {
    const policy = stand.world.policyByArn(made.stack.physical.get('AppPolicy') ?? '');
    const document = policy?.versions[0]?.document;
    if (!document) throw new Error('The stack has no policy.');
    expect(await policyFaults('AppPolicy', document)).toEqual([]);
    const actions = [document.Statement].flat().flatMap(({ Action }) => Action ?? []);
    expect(actions.toSorted()).toEqual(ownCalls.map(({ action }) => action).toSorted());
    const may = (action: string, resource: string) =>
      identityVerdict(document, { action, resource, context: {} }).verdict;
    for (const action of dangerousActions) expect([action, may(action, '*')]).toEqual([action, 'none']);
    for (const purpose of ['reports', 'insights'] as const) {
      const { role_name } = namesForAttempt({ newId: () => '0123abcd-0000-4000-8000-0123456789ab' }, purpose);
      expect(may('sts:AssumeRole', `arn:aws:iam::111122223333:role/${role_name}`)).toBe('allow');
    }
    expect(may('sts:AssumeRole', 'arn:aws:iam::111122223333:role/Administrator')).toBe('none');
    expect(may('sqs:ReceiveMessage', 'arn:aws:sqs:us-east-1:111122223333:tributary-doorbell')).toBe('none');
  });

  describe('the bucket', () => {
    const key = 'tributary-reports-0123456789abcdef.json';
    const bucket = () => made.stack.physical.get('TemplateBucket') ?? '';
    const url = (name: string) => `${made.settings.templateBaseUrl}/${name}`;
    const s3 = () => new S3Client({ ...as(made.own), forcePathStyle: true });
    const put = (Key: string) => s3().send(new PutObjectCommand({ Bucket: bucket(), Key, Body: '{}' }));

    test('gives its templates to everybody, and nothing else of it', async () => {
      await put(key);
      expect((await fetch(url(key))).status).toBe(200);
      expect((await fetch(`${made.settings.templateBaseUrl}?list-type=2`)).status).toBe(403);
      expect((await fetch(url(key), { method: 'PUT', body: 'mine' })).status).toBe(403);
      expect(await (await fetch(url(key))).text()).toBe('{}');
    });

    test('takes templates from the app, and nothing else; the app does not list or read it as itself', async () => {
      await expect(put('other.json')).rejects.toMatchObject({ name: 'AccessDenied' });
      await expect(s3().send(new ListObjectsV2Command({ Bucket: bucket() }))).rejects.toMatchObject({
        name: 'AccessDenied',
      });
    });
  });

  describe('the doorbell', () => {
    const topic = () => made.settings.doorbell?.topicArn ?? '';
    const queue = () =>
      messageQueue({ endpoint: stand.apiUrl, own: made.own }, made.settings.doorbell?.queueUrl ?? '');

    test('lets any account publish, and do nothing else; nobody but it sends to the queue', async () => {
      const { policy } = stand.world.data.topics[topic()] ?? {};
      if (!policy) throw new Error('There is no topic with a policy.');
      const stranger = stand.world.userPrincipal('111122223333', 'admin');
      if (!stranger) throw new Error('There is no such user.');
      const may = (action: string, secure = 'true') =>
        resourceVerdict(policy, {
          action,
          resource: topic(),
          context: { 'aws:SecureTransport': secure },
          principal: stranger,
        }).verdict;
      expect(may('sns:Publish')).toBe('allow');
      expect(may('sns:Publish', 'false')).toBe('deny');
      for (const action of [
        'sns:Subscribe',
        'sns:SetTopicAttributes',
        'sns:DeleteTopic',
        'sns:AddPermission',
      ]) {
        expect([action, may(action)]).toEqual([action, 'none']);
      }
      const { id, secret } = stand.control.accessKey({ accountId: '111122223333', userName: 'admin' });
      const sqs = new SQSClient(stand.client({ accessKeyId: id, secretAccessKey: secret }));
      const send = { QueueUrl: made.settings.doorbell?.queueUrl, MessageBody: 'ding' };
      await expect(sqs.send(new SendMessageCommand(send))).rejects.toThrow('not authorized');
    });

    test('what rings reaches the reader in the envelope that it expects', async () => {
      stand.control.publish({ topicArn: topic(), message: 'ding' });
      const [message] = await queue().receive(new AbortController().signal);
      expect(JSON.parse(message?.body ?? '')).toMatchObject({
        Type: 'Notification',
        TopicArn: topic(),
        Message: 'ding',
      });
      if (message) await queue().remove(message);
    });
  });

  test('check says that all of it holds, and what to do about each thing that does not', async () => {
    const env = {
      AWS_ENDPOINT_URL: stand.apiUrl,
      OPERATOR_PRINCIPAL_ARN: made.settings.operatorPrincipalArn ?? undefined,
      OPERATOR_CANARY_ROLE_ARN: made.stack.variables.get('OPERATOR_CANARY_ROLE_ARN'),
      TEMPLATE_BASE_URL: made.settings.templateBaseUrl ?? undefined,
      DOORBELL_TOPIC_ARN: made.settings.doorbell?.topicArn,
      DOORBELL_QUEUE_URL: made.settings.doorbell?.queueUrl,
    };
    const check = async (changes: Partial<typeof env> = {}, own = made.own) => {
      const checks = await checkOperator({ ...env, ...changes }, { own });
      return checks.filter(({ fine }) => !fine).map(({ what, todo }) => `${what} ${todo}`);
    };
    expect(await check()).toHaveLength(templateKinds.length);
    expect((await check())[0]).toMatch(
      /is not there, or not for everybody Run npm run operator -- publish-templates/,
    );
    const place = { endpoint: stand.apiUrl, own: made.own };
    await publishTemplates({ base: env.TEMPLATE_BASE_URL ?? '', place });
    expect(await check()).toEqual([]);
    const root = 'arn:aws:iam::111122223333:root';
    expect(await check({ OPERATOR_PRINCIPAL_ARN: root })).toEqual([
      expect.stringContaining(`is ${root}, which Tributary is not`),
    ]);
    expect(await check({ OPERATOR_PRINCIPAL_ARN: made.stack.roleArn })).toEqual([]);
    const otherRole = made.stack.roleArn;
    expect(await check({ OPERATOR_CANARY_ROLE_ARN: otherRole })).toEqual([
      expect.stringContaining(`may not assume ${otherRole}: AccessDenied`),
    ]);
    const otherQueue = `${env.DOORBELL_QUEUE_URL}-2`;
    expect(await check({ DOORBELL_QUEUE_URL: otherQueue })).toEqual([
      expect.stringContaining(`${otherQueue} cannot be read: `),
    ]);
    const { fileName } = publishedTemplate('reports');
    const Bucket = made.stack.physical.get('TemplateBucket');
    const s3 = new S3Client({ ...as(made.own), forcePathStyle: true });
    await s3.send(new PutObjectCommand({ Bucket, Key: fileName, Body: '{"Resources": {}}' }));
    expect(await check()).toEqual([expect.stringContaining(`${fileName} differs from the template`)]);
    const nobody = { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' };
    expect((await check({}, nobody))[0]).toContain('AWS does not say who Tributary is');
    expect(await checkOperator({ AWS_ENDPOINT_URL: stand.apiUrl }, { own: made.own })).toEqual(
      expect.arrayContaining([{ fine: true, what: expect.stringContaining('found by looking alone') }]),
    );
  });

  describe('in another way', () => {
    let other: TestStand;
    beforeAll(async () => {
      other = await startTestStand({ now: new Date() });
    });
    afterAll(() => other.close());

    test('its rules stop it outside us-east-1, and where nobody could run as it', async () => {
      await expect(createOperatorStack(other, byService, 'eu-west-1')).rejects.toThrow(
        'must be created in US East',
      );
      await expect(createOperatorStack(other, {})).rejects.toThrow('Say where Tributary runs');
      expect(Object.keys(other.world.data.queues).filter((arn) => arn.includes(operatorAccount))).toEqual([]);
    });

    test('for a service, the role trusts that service alone; an instance gets a profile', async () => {
      const { status, roleArn, physical } = await createOperatorStack(other, {
        AppService: 'ec2.amazonaws.com',
      });
      expect(status).toBe('CREATE_COMPLETE');
      expect(physical.get('AppInstanceProfile')).toMatch(/^tributary-operator-AppInstanceProfile-/);
      expect(other.world.roleByArn(roleArn)?.trust.Statement).toEqual([
        { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ]);
    });
  });
});

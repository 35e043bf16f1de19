import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SANDBOX_OPERATOR, TEMPLATE_BUCKET } from '@/sandbox/operator';
import { type Sandbox, startSandbox } from '@/sandbox/server';
import { publishTemplates } from '@/scripts/operator/publish-templates';
import { createAws } from '@/server/aws/create';
import type { Aws } from '@/server/aws/port';
import { publishedTemplate, templateKinds } from '@/server/aws/templates/publish';
import { connectUpToStack } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { fakeAws } from '@/server/testing/fake-aws';
import { silentLog } from '@/server/testing/stand-ins';
import { makeWorld, worldSettings } from '@/server/testing/world';
import { getConnection } from './get';
import { whyWithheld } from './template-values';
import { tryAgain } from './try-again';

const { accessKeyId, secretAccessKey } = SANDBOX_OPERATOR;

describe('publishing the templates', () => {
  let sandbox: Sandbox;
  let base: string;
  beforeAll(async () => {
    sandbox = await startSandbox({});
    base = `${sandbox.apiUrl}/${TEMPLATE_BUCKET}/t`;
  });
  afterAll(() => sandbox.close());
  const place = () => ({ endpoint: sandbox.apiUrl, own: { accessKeyId, secretAccessKey } });
  const ask = (templateBaseUrl: string | null = base) =>
    whyWithheld(
      { aws: createAws(place()), log: silentLog, settings: { ...worldSettings, templateBaseUrl } },
      'reports',
    );
  const { fileName, text } = publishedTemplate('reports');

  test('is missed before, puts every template, and can be run again', async () => {
    expect(await ask()).toContain('it is not published');
    const said = await publishTemplates({ base: `${base}/`, place: place() });
    expect(said).toHaveLength(templateKinds.length);
    expect(said.every((line) => line.endsWith('is published'))).toBe(true);
    expect(await ask()).toBeNull();
    const again = await publishTemplates({ base, place: place() });
    expect(again.every((line) => line.endsWith('is there already'))).toBe(true);
  });

  test.each([
    ['another file under the name', `${text} `, 'differs'],
    ['an empty file', '', 'differs'],
  ])('%s withholds the link, and publishing mends it', async (_, published, why) => {
    sandbox.control.putObject({ bucket: TEMPLATE_BUCKET, key: `t/${fileName}`, text: published });
    expect(await ask()).toContain(why);
    await publishTemplates({ base, place: place() });
    expect(await ask()).toBeNull();
  });

  test('an address that does not answer withholds it too; without one there is nothing to say', async () => {
    expect(await ask('http://127.0.0.1:9/nothing')).toContain('could not be compared');
    expect(await ask(null)).toBeNull();
  });

  test('says what to do where it cannot be done', async () => {
    await expect(publishTemplates({ base: 'https://cdn.example.com/t', place: place() })).rejects.toThrow(
      'no address of an S3 bucket',
    );
    const nobody = { ...place(), own: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'nothing' } };
    await expect(publishTemplates({ base: `${base}/elsewhere`, place: nobody })).rejects.toThrow(
      'cannot be put into the bucket',
    );
  });
});

eachDatabase((open) => {
  test('without the right template the step has the reason and the download, until Try again finds it', async () => {
    const fake = fakeAws();
    let published: Aws['publishedTemplate'] = async () => null;
    const world = await makeWorld(await open(), {
      aws: { ...fake, publishedTemplate: (url) => published(url) },
      settings: { templateBaseUrl: 'https://templates.s3.amazonaws.com' },
    });
    const ctx = world.ctxFor('customerAdmin');
    const connectionId = await connectUpToStack(ctx, { accountId: '111122223333', bucket: 'acme-cur' });
    const before = await getConnection(ctx, { connectionId });
    expect(before.stack).toMatchObject({
      link: null,
      linkWithheld: expect.stringContaining('not published'),
    });
    expect(before.stack.linkMadeAt).not.toBeNull();
    published = fake.publishedTemplate;
    await tryAgain(ctx, { connectionId, version: before.version });
    const { stack } = await getConnection(ctx, { connectionId });
    expect(stack.linkWithheld).toBeNull();
    expect(stack.link).toContain(publishedTemplate('reports').fileName);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT } from '@/sandbox/cloudformation/testing';
import { type Browser, openConsole } from '@/sandbox/console/testing';

let browser: Browser;

beforeEach(async () => {
  browser = await openConsole();
});

afterEach(() => browser.close());

const REPORT = {
  reportName: 'hourly',
  resourceIds: '1',
  split: '1',
  refresh: '1',
  timeUnit: 'HOURLY',
  compression: 'Parquet',
  reportVersioning: 'OVERWRITE_REPORT',
  newBucket: 'fjord-cur',
  newBucketRegion: 'eu-central-1',
  s3Prefix: 'cur',
};

const reports = () => browser.world.account(ACCOUNT)?.reports ?? [];

describe('data exports', () => {
  const LIST = '/costmanagement/home#/bcm-data-exports';

  beforeEach(async () => {
    await browser.signIn(ACCOUNT);
  });

  it("asks for everything in AWS's headings", async () => {
    const { text } = await browser.view(`${LIST}/create`);
    for (const words of [
      'Legacy CUR export',
      'Export name',
      'Additional export content',
      'Include resource IDs',
      'Split cost allocation data',
      'Refresh automatically',
      'Time granularity',
      'Compression type and file format',
      'Report versioning',
      'S3 bucket',
      'S3 path prefix',
    ]) {
      expect(text).toContain(words);
    }
  });

  it('makes a bucket and a report, and delivers when told to', async () => {
    expect(await browser.post('reports/save', REPORT)).toMatchObject({ status: 303, location: LIST });
    expect(browser.world.bucket('fjord-cur')).toMatchObject({ accountId: ACCOUNT, region: 'eu-central-1' });
    expect(reports()).toMatchObject([
      {
        reportName: 'hourly',
        format: 'Parquet',
        s3Region: 'eu-central-1',
        additionalSchemaElements: ['RESOURCES', 'SPLIT_COST_ALLOCATION_DATA'],
        lastDelivery: null,
      },
    ]);
    expect(Object.keys(reports()[0] ?? {})).not.toContain('newBucket');
    expect((await browser.view(LIST)).text).toContain('None yet');
    await browser.post('reports/deliver', { name: 'hourly' });
    expect(reports()[0]).toMatchObject({ lastStatus: 'SUCCESS', lastDelivery: '2026-11-23T10:00:00.000Z' });
    await browser.post('reports/fail', { name: 'hourly' });
    expect((await browser.view(LIST)).text).toContain('ERROR_PERMISSIONS');
  });

  it.each([
    ['no bucket', { newBucket: '' }, 'Select an existing bucket'],
    ['a bucket that somebody has', { newBucket: 'tributary-templates' }, 'is not available'],
    ['a bucket name that is none', { newBucket: 'Fjord' }, 'bucket name is not valid'],
    ['no prefix', { s3Prefix: '' }, 'S3 path prefix'],
    ['a name with a slash', { reportName: 'a/b' }, 'export name'],
  ])('refuses %s, and keeps what was typed', async (_, change, message) => {
    const { status, text } = await browser.post('reports/save', { ...REPORT, timeUnit: 'DAILY', ...change });
    expect(status).toBe(400);
    expect(text).toContain(message);
    expect(text).toContain('value="DAILY" checked');
    expect(reports()).toEqual([]);
  });

  it('refuses a name twice, and makes no bucket then', async () => {
    await browser.post('reports/save', REPORT);
    expect((await browser.post('reports/save', { ...REPORT, newBucket: 'second-cur' })).text).toContain(
      'already exists',
    );
    expect(browser.world.bucket('second-cur')).toBeUndefined();
  });

  it('keeps what a report that overwrites cannot change', async () => {
    await browser.post('reports/save', { ...REPORT, timeUnit: 'DAILY' });
    const { text } = await browser.view(`${LIST}/edit?name=hourly`);
    expect(text).toContain('value="DAILY" checked disabled');
    const change = {
      ...REPORT,
      editing: 'hourly',
      newBucket: '',
      s3Bucket: 'fjord-cur',
      compression: 'GZIP',
      timeUnit: 'HOURLY',
      split: '',
    };
    const { split: _split, resourceIds: _resourceIds, ...fields } = change;
    await browser.post('reports/save', fields);
    expect(reports()).toMatchObject([
      {
        timeUnit: 'DAILY',
        compression: 'GZIP',
        format: 'textORcsv',
        additionalSchemaElements: ['RESOURCES'],
      },
    ]);
  });

  it('lets a report with versions change its granularity', async () => {
    await browser.post('reports/save', {
      ...REPORT,
      timeUnit: 'DAILY',
      reportVersioning: 'CREATE_NEW_REPORT',
    });
    await browser.post('reports/save', {
      ...REPORT,
      editing: 'hourly',
      newBucket: '',
      s3Bucket: 'fjord-cur',
      reportVersioning: 'CREATE_NEW_REPORT',
    });
    expect(reports()[0]?.timeUnit).toBe('HOURLY');
  });

  it('deletes a report and keeps its data', async () => {
    await browser.post('reports/save', REPORT);
    await browser.post('reports/delete', { name: 'hourly' });
    expect(reports()).toEqual([]);
    expect(browser.world.bucket('fjord-cur')?.sources).toHaveLength(1);
  });

  it('needs the preference for split cost allocation data', async () => {
    await browser.post('preferences', {});
    expect((await browser.view(`${LIST}/create`)).text).toContain(
      'Turn it on in Cost Management preferences first.',
    );
    await browser.post('reports/save', REPORT);
    expect(reports()[0]?.additionalSchemaElements).toEqual(['RESOURCES']);
    await browser.post('preferences', { split: '1' });
    expect((await browser.view('/costmanagement/home#/settings')).text).toContain('value="1" checked');
  });

  it('refuses who may not', async () => {
    await browser.signIn(ACCOUNT, 'seven');
    expect((await browser.post('reports/save', REPORT)).text).toContain(
      'is not authorized to perform: cur:PutReportDefinition',
    );
  });
});

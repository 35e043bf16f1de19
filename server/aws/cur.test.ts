import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { describeReports } from './cur';

type Answer = { status: number; body: string };
let server: Server | undefined;
afterEach(() => server?.close());

/** A CUR API that gives these answers, one after the other, and remembers what it was asked. */
async function api(answers: Answer[]) {
  const asked: { body: unknown; target: string; authorization: string }[] = [];
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const { authorization = '', 'x-amz-target': target } = request.headers;
      asked.push({ body: JSON.parse(text), target: String(target), authorization });
      const answer = answers[Math.min(asked.length, answers.length) - 1];
      response.writeHead(answer?.status ?? 500).end(answer?.body);
    });
  });
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const own = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
  return { asked, place: { endpoint: `http://127.0.0.1:${port}`, own } };
}

const WIRE = {
  ReportName: 'hourly',
  TimeUnit: 'HOURLY',
  Format: 'Parquet',
  Compression: 'Parquet',
  AdditionalSchemaElements: ['RESOURCES', 'SPLIT_COST_ALLOCATION_DATA'],
  S3Bucket: 'my-billing',
  S3Prefix: 'cur',
  S3Region: 'us-east-1',
  RefreshClosedReports: false,
  ReportVersioning: 'OVERWRITE_REPORT',
  ReportStatus: { lastDelivery: '20260501T031500Z', lastStatus: 'SUCCESS' },
};
const ok = (value: unknown): Answer => ({ status: 200, body: JSON.stringify(value) });
const fault = (status: number, type: string): Answer => ({
  status,
  body: JSON.stringify({ __type: type, message: 'x' }),
});

describe('the CUR API', () => {
  it('is asked for pages of five, signed for us-east-1', async () => {
    const { place, asked } = await api([ok({ ReportDefinitions: [WIRE], NextToken: 'more' })]);
    const page = await describeReports(place, { credentials: null, token: 'here' });
    expect(page.token).toBe('more');
    expect(page.definitions).toEqual([
      {
        name: 'hourly',
        prefix: 'cur',
        bucket: 'my-billing',
        region: 'us-east-1',
        timeUnit: 'HOURLY',
        compression: 'Parquet',
        resourceIds: true,
        splitCostAllocation: true,
        proForma: false,
        refreshClosed: false,
        versioning: 'OVERWRITE_REPORT',
        lastDelivery: '2026-05-01T03:15:00.000Z',
        lastStatus: 'SUCCESS',
      },
    ]);
    expect(asked[0]?.body).toEqual({ MaxResults: 5, NextToken: 'here' });
    expect(asked[0]?.target).toBe('AWSOrigamiServiceGatewayService.DescribeReportDefinitions');
    expect(asked[0]?.authorization).toContain('/us-east-1/cur/aws4_request');
  });

  it('may leave out what the examples of AWS leave out', async () => {
    const { ReportName, S3Bucket, TimeUnit, Compression } = WIRE;
    const { place } = await api([
      ok({ ReportDefinitions: [{ ReportName, S3Bucket, TimeUnit, Compression, ReportStatus: {} }] }),
    ]);
    const { definitions, token } = await describeReports(place, { credentials: null });
    expect(token).toBeNull();
    expect(definitions[0]).toMatchObject({
      prefix: '',
      resourceIds: null,
      refreshClosed: null,
      lastDelivery: null,
      lastStatus: null,
    });
  });

  it('may say null for what it has not', async () => {
    const ReportStatus = { lastDelivery: null, lastStatus: 'ERROR_PERMISSIONS' };
    const { place } = await api([
      ok({
        ReportDefinitions: [{ ...WIRE, ReportStatus, BillingViewArn: null, S3Prefix: null }],
        NextToken: null,
      }),
    ]);
    const { definitions, token } = await describeReports(place, { credentials: null });
    expect(token).toBeNull();
    expect(definitions).toMatchObject([
      { prefix: '', proForma: false, lastDelivery: null, lastStatus: 'ERROR_PERMISSIONS' },
    ]);
  });

  it.each([
    [
      { lastDelivery: 7, lastStatus: 'SUCCESS' },
      { lastDelivery: null, lastStatus: 'SUCCESS' },
    ],
    [null, { lastDelivery: null, lastStatus: null }],
    ['SUCCESS', { lastDelivery: null, lastStatus: null }],
  ])('a status of %j is kept as far as it can be understood', async (ReportStatus, expected) => {
    const { place } = await api([ok({ ReportDefinitions: [{ ...WIRE, ReportStatus }] })]);
    const { definitions } = await describeReports(place, { credentials: null });
    expect(definitions).toMatchObject([expected]);
  });

  it.each([
    ['arn:aws:billing::123456789012:billingview/primary', false],
    ['arn:aws:billing::123456789012:billingview/billing-group-123456789012', true],
  ])('a report of the billing view %s is pro forma: %s', async (BillingViewArn, proForma) => {
    const { place } = await api([ok({ ReportDefinitions: [{ ...WIRE, BillingViewArn }] })]);
    const { definitions } = await describeReports(place, { credentials: null });
    expect(definitions[0]?.proForma).toBe(proForma);
  });

  it('leaves out a definition that cannot be understood, and refuses a list of nothing else', async () => {
    const { place } = await api([ok({ ReportDefinitions: [{ S3Bucket: 'no name' }, WIRE] })]);
    const { definitions } = await describeReports(place, { credentials: null });
    expect(definitions.map(({ name }) => name)).toEqual(['hourly']);
    const strange = await api([ok({ ReportDefinitions: [{ S3Bucket: 'no name' }] })]);
    await expect(describeReports(strange.place, { credentials: null })).rejects.toMatchObject({
      kind: 'malformed',
    });
  });

  it('is asked again when it throttles or fails', async () => {
    const { place, asked } = await api([
      fault(400, 'ThrottlingException'),
      fault(500, 'InternalFailure'),
      ok({ ReportDefinitions: [] }),
    ]);
    expect((await describeReports(place, { credentials: null })).definitions).toEqual([]);
    expect(asked).toHaveLength(3);
  });

  it.each([
    [fault(400, 'com.amazonaws.cur#AccessDeniedException'), 'denied'],
    [fault(400, 'ExpiredTokenException'), 'expired'],
    [{ status: 200, body: '<html>Sign in</html>' }, 'malformed'],
    [ok({}), 'malformed'],
    [{ status: 403, body: '<html>Proxy</html>' }, 'unknown'],
  ])('%j is told apart', async (answer, kind) => {
    const { place } = await api([answer]);
    await expect(describeReports(place, { credentials: null })).rejects.toMatchObject({ kind });
  });
});

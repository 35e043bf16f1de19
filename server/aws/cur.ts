import { Sha256 } from '@aws-crypto/sha256-js';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { z } from 'zod';
import { AwsTrouble } from '@/lib/aws-trouble';
import { type ReportDefinition, TimeUnit, Versioning } from '@/lib/reports';
import { troubleOf } from './errors';
import { ANSWER_MS, type AwsPlace, REGION } from './place';
import type { AwsCredentials } from './port';

/** The API refuses every other number. */
const PAGE = 5;
const ATTEMPTS = 4;
/** Ten definitions have some 10 KB. */
const ANSWER_CAP = 1024 * 1024;

const Wire = z.object({
  ReportName: z.string(),
  TimeUnit: TimeUnit.nullable().catch(null),
  Compression: z.string().catch(''),
  AdditionalSchemaElements: z.array(z.unknown()).nullable().catch(null),
  BillingViewArn: z.string().optional().catch(undefined),
  S3Bucket: z.string(),
  S3Prefix: z.string().catch(''),
  S3Region: z.string().catch(''),
  RefreshClosedReports: z.boolean().nullable().catch(null),
  ReportVersioning: Versioning.nullable().catch(null),
  ReportStatus: z
    .object({ lastDelivery: z.string().nullish().catch(null), lastStatus: z.string().nullish().catch(null) })
    .nullish()
    .catch(null),
});
const Answer = z.object({
  // A captive portal answers 200 with something else: the list must be there.
  ReportDefinitions: z.array(z.unknown()),
  NextToken: z.string().nullish(),
});

type Asked = { credentials: AwsCredentials | null; token?: string | undefined };

/**
 * One page of cur:DescribeReportDefinitions, by a signed JSON call: the newest client of the SDK to be had is of 2023.
 * The API lives in us-east-1 only. Throws AwsTrouble.
 */
export async function describeReports(
  place: AwsPlace,
  { credentials, token }: Asked,
): Promise<{ definitions: ReportDefinition[]; token: string | null }> {
  const body = JSON.stringify({ MaxResults: PAGE, ...(token === undefined ? {} : { NextToken: token }) });
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = Answer.safeParse(await call(place, { credentials, body }));
      if (!answer.success) throw new AwsTrouble('malformed', { awsName: 'DescribeReportDefinitions' });
      const { ReportDefinitions, NextToken } = answer.data;
      // One that cannot be understood is as one that is not told; a list of nothing else is no answer.
      const understood = ReportDefinitions.flatMap((one) => Wire.safeParse(one).data ?? []);
      if (understood.length === 0 && ReportDefinitions.length > 0)
        throw new AwsTrouble('malformed', { awsName: 'DescribeReportDefinitions' });
      return { definitions: understood.map(definitionOf), token: NextToken || null };
    } catch (error) {
      const trouble = troubleOf(error);
      const again = ['throttled', 'unavailable', 'timeout'].includes(trouble.kind);
      if (!again || attempt >= ATTEMPTS) throw trouble;
      await new Promise((resume) => setTimeout(resume, 100 * 2 ** attempt));
    }
  }
}

async function call(
  place: AwsPlace,
  { credentials, body }: { credentials: AwsCredentials | null; body: string },
): Promise<unknown> {
  const url = new URL(place.endpoint ?? `https://cur.${REGION}.amazonaws.com`);
  const request = new HttpRequest({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    port: url.port === '' ? undefined : Number(url.port),
    path: '/',
    headers: {
      host: url.host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSOrigamiServiceGatewayService.DescribeReportDefinitions',
    },
    body,
  });
  const signer = new SignatureV4({
    service: 'cur',
    region: REGION,
    sha256: Sha256,
    credentials: credentials ?? place.own ?? defaultProvider(),
  });
  const { host: _, ...headers } = (await signer.sign(request)).headers;
  const signal = AbortSignal.timeout(place.answerWithin ?? ANSWER_MS);
  const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
  const text = await answer.text();
  if (text.length > ANSWER_CAP) throw new AwsTrouble('malformed', { awsName: 'DescribeReportDefinitions' });
  const json: unknown = parsed(text);
  if (answer.status !== 200) throw faultOf(json, answer.status);
  return json;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const Fault = z.object({
  __type: z.string(),
  message: z.string().optional(),
  Message: z.string().optional(),
});

function faultOf(json: unknown, status: number): unknown {
  const fault = Fault.safeParse(json);
  const $metadata = { httpStatusCode: status };
  if (!fault.success) return { name: '', message: `HTTP ${status}`, $metadata };
  const { __type, message, Message } = fault.data;
  return { name: __type.slice(__type.indexOf('#') + 1), message: message ?? Message ?? '', $metadata };
}

function definitionOf(wire: z.infer<typeof Wire>): ReportDefinition {
  const has = (element: string) => wire.AdditionalSchemaElements?.includes(element) ?? null;
  const view = wire.BillingViewArn ?? '';
  return {
    name: wire.ReportName,
    prefix: wire.S3Prefix,
    bucket: wire.S3Bucket,
    region: wire.S3Region,
    timeUnit: wire.TimeUnit,
    compression: wire.Compression,
    resourceIds: has('RESOURCES'),
    splitCostAllocation: has('SPLIT_COST_ALLOCATION_DATA'),
    proForma: view !== '' && !view.endsWith('/primary'),
    refreshClosed: wire.RefreshClosedReports,
    versioning: wire.ReportVersioning,
    lastDelivery: momentOf(wire.ReportStatus?.lastDelivery ?? ''),
    lastStatus: wire.ReportStatus?.lastStatus ?? null,
  };
}

/** ISO of AWS's 20260501T031500Z; null for anything else. */
function momentOf(text: string): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  return Number.isNaN(Date.parse(iso)) ? null : iso;
}

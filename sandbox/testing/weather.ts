import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** The calls of a look into a bucket. */
export type ReportCall = 'list' | 'manifest' | 'data' | 'head-object' | 'head-bucket' | 'describe';
/** The calls of a look at an IAM role; AssumeRole is three, by the external ID that it carries. */
export type RoleCall =
  | 'assume'
  | 'assume-without'
  | 'assume-wrong'
  | 'caller'
  | 'role'
  | 'role-policies'
  | 'policy'
  | 'policy-version'
  | 'stack'
  | 'stack-events'
  | 'organization';
export type Call = ReportCall | RoleCall;

/** Answers instead of AWS; true when it has. Given the request, because some faults depend on a header. */
export type Fault = (asked: IncomingMessage, answer: ServerResponse) => boolean;

export interface Weather {
  url: string;
  /** The external ID that makes an AssumeRole the right one. */
  externalId: string;
  /** What the calls meet from now on; calls that are not named reach the sandbox. */
  set(faults: Partial<Record<Call, Fault>>): void;
  /** How often each call was made since `set`. */
  asked(): Partial<Record<Call, number>>;
  close(): Promise<void>;
}

/** A server before a sandbox: it passes requests on as they are, signatures included, unless a fault is set for them. */
export async function startWeather(upstream: string): Promise<Weather> {
  let faults: Partial<Record<Call, Fault>> = {};
  let asked: Partial<Record<Call, number>> = {};
  const { hostname, port } = new URL(upstream);
  const weather = { externalId: '' };
  const server = createServer(async (from, to) => {
    const body = await buffer(from);
    const call = callOf(from, { body: body.toString(), externalId: weather.externalId });
    if (call !== null) {
      asked[call] = (asked[call] ?? 0) + 1;
      if (faults[call]?.(from, to)) return;
    }
    const { method, url: path, headers } = from;
    const passed = request({ hostname, port, method, path, headers }, (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(to);
    });
    passed.on('error', () => to.destroy());
    passed.end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The weather has no port.');
  return Object.assign(weather, {
    url: `http://127.0.0.1:${address.port}`,
    set(next: Partial<Record<Call, Fault>>) {
      faults = next;
      asked = {};
    },
    asked: () => asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

type Sent = { body: string; externalId: string };

function callOf({ method, url = '/', headers }: IncomingMessage, sent: Sent): Call | null {
  const target = String(headers['x-amz-target'] ?? '');
  if (target.endsWith('DescribeReportDefinitions')) return 'describe';
  if (target.endsWith('DescribeOrganization')) return 'organization';
  if (method === 'POST') return queryCallOf(sent);
  const { pathname, searchParams } = new URL(url, 'http://weather');
  const key = pathname.split('/').slice(2).join('/');
  if (method === 'GET' && searchParams.has('list-type')) return 'list';
  if (method === 'HEAD') return key === '' ? 'head-bucket' : 'head-object';
  if (method !== 'GET' || key === '') return null;
  return key.endsWith('-Manifest.json') ? 'manifest' : 'data';
}

const QUERY_CALLS: Record<string, Call> = {
  GetCallerIdentity: 'caller',
  GetRole: 'role',
  ListAttachedRolePolicies: 'role-policies',
  GetPolicy: 'policy',
  GetPolicyVersion: 'policy-version',
  DescribeStacks: 'stack',
  DescribeStackEvents: 'stack-events',
};

/** STS, IAM and CloudFormation take forms. */
function queryCallOf({ body, externalId }: Sent): Call | null {
  const form = new URLSearchParams(body);
  const action = form.get('Action') ?? '';
  if (action !== 'AssumeRole') return QUERY_CALLS[action] ?? null;
  const given = form.get('ExternalId');
  return given === null ? 'assume-without' : given === externalId ? 'assume' : 'assume-wrong';
}

/** An error as S3 (XML), a service of forms (XML around it) or a JSON service words it. */
function refusal(of: { status: number; name: string; message?: string; region?: string }): Fault {
  const { status, name, message = name, region } = of;
  return (asked, answer) => {
    const isJson = asked.headers['x-amz-target'] !== undefined;
    const error = `<Error><Code>${name}</Code><Message>${message}</Message></Error>`;
    const isForm = asked.method === 'POST' && !isJson;
    const xml = `<?xml version="1.0"?>${isForm ? `<ErrorResponse>${error}</ErrorResponse>` : error}`;
    answer.writeHead(status, {
      'content-type': isJson ? 'application/x-amz-json-1.1' : 'application/xml',
      ...(region === undefined ? {} : { 'x-amz-bucket-region': region }),
    });
    answer.end(
      asked.method === 'HEAD' ? undefined : isJson ? JSON.stringify({ __type: name, message }) : xml,
    );
    return true;
  };
}

/** Every fault of AWS's weather (quality.md R9). */
export const FAULTS = {
  throttle: refusal({ status: 503, name: 'SlowDown' }),
  'status 500': refusal({ status: 500, name: 'InternalError' }),
  'status 503': refusal({ status: 503, name: 'ServiceUnavailable' }),
  // The socket stays open until the client gives up.
  timeout: () => true,
  'reset in the body': (asked, answer) => {
    if (asked.method === 'HEAD') answer.destroy();
    else {
      answer.writeHead(asked.headers.range === undefined ? 200 : 206, {
        'content-length': '1000',
        'content-range': 'bytes 0-999/1000',
      });
      answer.write('{"half', () => answer.destroy());
    }
    return true;
  },
  'cut answer': (asked, answer) => {
    answer.writeHead(200, { 'content-type': 'application/xml' });
    answer.end(asked.headers['x-amz-target'] === undefined ? '<ListBucketResult><Name>' : '{"ReportDefin');
    return true;
  },
  'clock skew': refusal({ status: 403, name: 'RequestTimeTooSkewed' }),
  'expired token': refusal({ status: 400, name: 'ExpiredToken' }),
  'access denied': refusal({ status: 403, name: 'AccessDenied' }),
  'no such bucket': refusal({ status: 404, name: 'NoSuchBucket' }),
  'moved (301)': refusal({ status: 301, name: 'PermanentRedirect', region: 'eu-west-1' }),
  'KMS denied': refusal({
    status: 403,
    name: 'AccessDenied',
    message: 'User is not authorized to perform: kms:Decrypt on the resource',
  }),
  'requester pays': (asked, answer) =>
    asked.headers['x-amz-request-payer'] === undefined &&
    refusal({ status: 403, name: 'AccessDenied' })(asked, answer),
} satisfies Record<string, Fault>;
export type FaultName = keyof typeof FAULTS;

import { writeAnswer, writeFault } from '@/sandbox/api/answer';
import { authenticate } from '@/sandbox/api/authenticate';
import type { Call } from '@/sandbox/api/call';
import type { Input, Service } from '@/sandbox/api/service';
import { SERVICES } from '@/sandbox/api/services';
import { RESPONSE_PREFIX, takeAnswer } from '@/sandbox/cloudformation/response-url';
import type { StackEngine } from '@/sandbox/engine-port';
import { AwsFault } from '@/sandbox/fault';
import { type ApiRequest, type ApiResponse, formFields } from '@/sandbox/http/message';
import { readPayload } from '@/sandbox/http/payload';
import { type Claim, readClaim } from '@/sandbox/http/sigv4';
import type { CallLog } from '@/sandbox/recorded-calls';
import { s3Fault } from '@/sandbox/s3/fault';
import { handleS3, s3Operation } from '@/sandbox/s3/router';
import type { Principal } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

type Api = { world: World; engine: StackEngine; log: CallLog };

/** Answers one request to the API: who is it, may it, what is it; every answer is recorded. */
export async function handleApi(api: Api, request: ApiRequest): Promise<ApiResponse> {
  if (request.path.startsWith(RESPONSE_PREFIX)) return handleAnswer(api, request);
  const requestId = api.world.newId();
  const target = findTarget(request);
  const call: Call = {
    world: api.world,
    engine: api.engine,
    request,
    payload: request.body,
    principal: { kind: 'anonymous' },
    region: 'us-east-1',
    checks: [],
  };
  let response: ApiResponse;
  let fault: AwsFault | null = null;
  try {
    identify(call, target);
    checkTarget(call, target);
    api.engine.advance(api.world);
    response = await run(call, { target, requestId });
  } catch (error) {
    fault = asFault(error);
    response =
      target.service === null
        ? s3Fault(fault, { head: request.method === 'HEAD', requestId })
        : writeFault(target.service, { fault, requestId });
  }
  record(api, { call, target, response, fault });
  return response;
}

/** The answer of a custom resource: an object for CloudFormation's own bucket, by an address that is signed in itself. */
function handleAnswer(api: Api, request: ApiRequest): ApiResponse {
  let response: ApiResponse;
  let fault: AwsFault | null = null;
  try {
    response = takeAnswer(api.world, request);
    api.engine.advance(api.world);
  } catch (error) {
    fault = asFault(error);
    response = s3Fault(fault, { head: false, requestId: api.world.newId() });
  }
  api.log.add({
    at: api.world.nowIso(),
    service: 's3',
    operation: 'PutObject',
    ...callerOf({ kind: 'anonymous' }),
    region: 'us-east-1',
    path: request.path,
    status: response.status,
    error: fault?.code ?? null,
    checks: [],
  });
  return response;
}

/** Which operation of which service a request is for; a null service is S3. */
type Target = {
  service: Service | null;
  operation: string | null;
  input: Input;
  claim: Claim | null;
  error: unknown;
};

/** Told apart by the signature's service; unsigned requests by what only one kind of service sends. */
function findTarget(request: ApiRequest): Target {
  const base = { operation: null, input: {}, claim: null, error: null };
  try {
    const claim = readClaim(request);
    const service = findService(request, claim);
    if (service === null) return { ...base, service, claim, operation: s3Operation({ request }) };
    return { ...base, service, claim, ...readOperation(service, request) };
  } catch (error) {
    return { ...base, service: findService(request, null), error };
  }
}

function findService(request: ApiRequest, claim: Claim | null): Service | null {
  if (claim) {
    if (claim.scope.service === 's3') return null;
    const service = SERVICES.find((one) => one.name === claim.scope.service);
    if (service) return service;
    throw new AwsFault('SignatureDoesNotMatch', {
      status: 403,
      message: `The sandbox does not play the service ${claim.scope.service}.`,
    });
  }
  const target = request.headers['x-amz-target'];
  const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  const name = TARGETS[target?.split('.')[0] ?? ''] ?? (form ? 'sts' : null);
  return SERVICES.find((one) => one.name === name) ?? null;
}

const TARGETS: Record<string, string> = {
  AWSOrganizationsV20161128: 'organizations',
  AWSOrigamiServiceGatewayService: 'cur',
  AWSSupport_20130415: 'support',
  CostOptimizationHubService: 'cost-optimization-hub',
  AmazonSQS: 'sqs',
};

function readOperation(service: Service, request: ApiRequest): { operation: string | null; input: Input } {
  if (service.protocol === 'query') {
    const fields = formFields(request);
    return { operation: fields.get('Action') ?? null, input: Object.fromEntries(fields) };
  }
  if (service.protocol === 'rest-json') {
    const path = request.path.length > 1 ? request.path.replace(/\/$/, '') : request.path;
    const operation = service.routes?.[`${request.method} ${path}`] ?? null;
    return { operation, input: Object.fromEntries(request.query) };
  }
  const target = request.headers['x-amz-target'] ?? '';
  return { operation: target.slice(target.indexOf('.') + 1) || null, input: readJson(request) };
}

function readJson(request: ApiRequest): Input {
  let value: unknown;
  try {
    value = request.body.length === 0 ? {} : JSON.parse(new TextDecoder().decode(request.body));
  } catch {
    value = null;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new AwsFault('SerializationException', { status: 400, message: 'The body is not a JSON object.' });
}

/** Fills in who calls and from which Region, once signature and payload were found right. */
function identify(call: Call, { service, claim, error }: Target): void {
  if (error) throw error;
  call.principal = authenticate(call.world, { request: call.request, claim });
  if (service === null) call.payload = readPayload(call.request);
  if (claim) call.region = claim.scope.region;
}

function checkTarget(call: Call, { service }: Target): void {
  const name = service?.name ?? 's3';
  const throttled =
    call.principal.kind !== 'anonymous' &&
    call.world.account(call.principal.accountId)?.knobs.throttledServices.includes(name);
  if (throttled) {
    throw throttling(service);
  }
  const wrong = service?.region === 'us-east-1' && call.region !== 'us-east-1';
  if (!wrong && /^[a-z]{2}(-[a-z]+)+-\d$/.test(call.region)) return;
  throw new AwsFault('SignatureDoesNotMatch', {
    status: 403,
    message: `Credential should be scoped to a valid region, not '${call.region}'.`,
  });
}

/** S3 asks to slow down; the others throttle with 400, and with 429 where the status says it (not proven on AWS for each). */
function throttling(service: Service | null): AwsFault {
  if (service === null) {
    return new AwsFault('SlowDown', { status: 503, message: 'Please reduce your request rate.' });
  }
  const code = service.protocol === 'query' ? 'Throttling' : 'ThrottlingException';
  const status = service.protocol === 'rest-json' ? 429 : 400;
  return new AwsFault(code, { status, message: 'Rate exceeded' });
}

async function run(
  call: Call,
  { target, requestId }: { target: Target; requestId: string },
): Promise<ApiResponse> {
  const { service, operation, input } = target;
  if (service === null) {
    const response = await handleS3(call);
    return { ...response, headers: { 'x-amz-request-id': requestId, ...response.headers } };
  }
  if (call.principal.kind === 'anonymous') {
    throw new AwsFault('MissingAuthenticationToken', {
      status: 403,
      message: 'Request is missing Authentication Token',
    });
  }
  const known = operation !== null && Object.hasOwn(service.operations, operation);
  const perform = known ? service.operations[operation] : undefined;
  if (operation === null || !perform) {
    throw new AwsFault('InvalidAction', {
      status: 400,
      message: `The sandbox does not play ${service.name} ${operation ?? call.request.path}.`,
    });
  }
  return writeAnswer(service, { operation, answer: await perform(call, input), requestId });
}

/** What is not an answer of AWS is a mistake of the sandbox: 500 InternalFailure with the message, for the log. */
function asFault(error: unknown): AwsFault {
  if (error instanceof AwsFault) return error;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new AwsFault('InternalFailure', { status: 500, message });
}

function record(
  api: Api,
  {
    call,
    target,
    response,
    fault,
  }: { call: Call; target: Target; response: ApiResponse; fault: AwsFault | null },
): void {
  api.log.add({
    at: api.world.nowIso(),
    service: target.service?.name ?? 's3',
    operation: target.operation ?? `${call.request.method} ${call.request.path}`,
    ...callerOf(call.principal),
    region: call.region,
    path: call.request.path,
    status: response.status,
    error: fault?.code ?? null,
    checks: call.checks,
  });
}

function callerOf(principal: Principal): { principal: string; accountId: string | null } {
  if (principal.kind === 'anonymous') return { principal: 'anonymous', accountId: null };
  return { principal: principal.arn, accountId: principal.accountId };
}

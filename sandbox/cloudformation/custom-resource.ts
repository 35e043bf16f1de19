import { z } from 'zod';
import { ResourceFault, type Work } from '@/sandbox/cloudformation/resources/handler';
import { LONGEST_ANSWER, responseUrl } from '@/sandbox/cloudformation/response-url';
import { publish } from '@/sandbox/messaging/topics';
import type { Topic } from '@/sandbox/messaging-state';
import type { Json } from '@/sandbox/state';

const Properties = z.looseObject({
  ServiceToken: z.string(),
  /** Seconds; CloudFormation's default and its most are an hour. */
  ServiceTimeout: z.coerce.number().int().min(1).max(3600).default(3600),
});

export function isCustomResource(type: string): boolean {
  return type === 'AWS::CloudFormation::CustomResource' || type.startsWith('Custom::');
}

export type CustomRequest = {
  requestType: 'Create' | 'Update' | 'Delete';
  requestId: string;
  resourceType: string;
  physicalId: string;
  properties: Json;
  oldProperties?: Json;
};

/**
 * Sends a request to a custom resource with the permissions of the person behind the stack, and gives the seconds that
 * its answer may take. Throws ResourceFault when it cannot be sent.
 */
export function askCustomResource(work: Work, request: CustomRequest): number {
  const parsed = Properties.safeParse(request.properties);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ResourceFault(
      `Properties validation failed for ${issue?.path.join('/') || 'the resource'}: ${issue?.message}`,
    );
  }
  const topic = reachableTopic(work, parsed.data.ServiceToken);
  publish(work.world, {
    topic,
    subject: 'AWS CloudFormation custom resource request',
    message: JSON.stringify({
      RequestType: request.requestType,
      ServiceToken: topic.arn,
      ResponseURL: responseUrl(work, request.requestId),
      StackId: work.stackId,
      RequestId: request.requestId,
      LogicalResourceId: work.logicalId,
      ...(request.requestType === 'Create' ? {} : { PhysicalResourceId: request.physicalId }),
      ResourceType: request.resourceType,
      ResourceProperties: inText(request.properties),
      ...(request.oldProperties === undefined
        ? {}
        : { OldResourceProperties: inText(request.oldProperties) }),
    }),
  });
  return parsed.data.ServiceTimeout;
}

function reachableTopic(work: Work, token: string): Topic {
  const [, region] = /^arn:aws:sns:([a-z0-9-]+):\d{12}:[\w-]{1,256}$/.exec(token) ?? [];
  if (region === undefined) {
    throw new ResourceFault(
      'Invalid service token. The sandbox plays custom resources behind SNS topics only.',
    );
  }
  if (region !== work.region) {
    throw new ResourceFault(
      `Invalid service token. ${token} is not in ${work.region}: a service token must be from the Region of the stack.`,
    );
  }
  const action = 'sns:Publish';
  const context = { 'aws:CalledVia': 'cloudformation.amazonaws.com', 'aws:ViaAWSService': 'true' };
  const decision = work.world.authorizeBackstage(work.principal, { action, resource: token, context });
  const topic = work.world.data.topics[token];
  if (topic && decision.allowed) return topic;
  const who = work.principal.kind === 'anonymous' ? 'anonymous' : work.principal.arn;
  // SNS does not tell a stranger whether a topic exists.
  const reason = decision.allowed
    ? `because no resource-based policy allows the SNS:Publish action`
    : decision.reason;
  throw new ResourceFault(
    `User: ${who} is not authorized to perform: SNS:Publish on resource: ${token} ${reason.replace(action, 'SNS:Publish')} (Service: AmazonSNS; Status Code: 403; Error Code: AuthorizationError; Request ID: ${work.world.newId()}; Proxy: null)`,
  );
}

/** CloudFormation sends every number and truth value of the properties as text. */
function inText(value: Json): Json {
  if (Array.isArray(value)) return value.map(inText);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inText(item)]));
  }
  return value === null ? value : String(value);
}

const Answer = z.looseObject({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string().optional(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  NoEcho: z.boolean().optional(),
  Data: z.record(z.string(), z.json()).optional(),
});

export type Settled = { physicalId: string; attributes: Record<string, string>; failure: string | null };

/** What an answer means for the resource: `failure` is the reason that stands in the events, null when it succeeded. */
export function readAnswer(
  text: string,
  asked: { stackId: string; logicalId: string; requestId: string; physicalId: string },
): Settled {
  const failed = (failure: string): Settled => ({ physicalId: asked.physicalId, attributes: {}, failure });
  if (Buffer.byteLength(text) > LONGEST_ANSWER) return failed('Response object is too long.');
  const parsed = Answer.safeParse(parseJson(text));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return failed(`Invalid response object: ${issue?.path.join('.') || 'the body'}: ${issue?.message}`);
  }
  const answer = parsed.data;
  if (answer.StackId !== asked.stackId) return failed('Invalid response object: StackId is of another stack');
  if (answer.RequestId !== asked.requestId)
    return failed('Invalid response object: RequestId is of another request');
  if (answer.LogicalResourceId !== asked.logicalId) {
    return failed('Invalid response object: LogicalResourceId is of another resource');
  }
  const physicalId = answer.PhysicalResourceId ?? '';
  if (physicalId === '' || Buffer.byteLength(physicalId) > 1024) return failed('Invalid PhysicalResourceId');
  if (answer.Status === 'SUCCESS') {
    const data = Object.entries(answer.Data ?? {}).map(([key, value]) => [key, asText(value)]);
    return { physicalId, attributes: Object.fromEntries(data), failure: null };
  }
  if (!answer.Reason) return failed('Invalid response object: Reason is needed when Status is FAILED');
  return {
    physicalId,
    attributes: {},
    failure: `Received response status [FAILED] from custom resource. Message returned: ${answer.Reason} (RequestId: ${asked.requestId})`,
  };
}

/** The reason of a resource whose answer never came. */
export function noAnswer(requestId: string): string {
  return `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${requestId}]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.`;
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { z } from 'zod';
import { accessDenied } from '@/sandbox/api/call';
import { AwsFault } from '@/sandbox/fault';
import type { Json, Principal, RequestContext } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/** What CloudFormation works on: one resource of a stack, with the permissions of the person behind the stack. */
export type Work = {
  world: World;
  principal: Principal;
  accountId: string;
  region: string;
  stackId: string;
  stackName: string;
  logicalId: string;
  /** When this is done; an unfinished stack may be worked off later than that. */
  at: string;
};

/** A resource that stands: what Ref gives, and what Fn::GetAtt gives by name. */
export type Made = { physicalId: string; attributes: Record<string, string> };

/** A change of a resource that stands; both sets of properties are worked out. */
export type Update = { physicalId: string; properties: Json; old: Json };

export type ResourceHandler = {
  /** Throws ResourceFault. Makes all of it or nothing that would stay behind. */
  create(work: Work, properties: Json): Made;
  /** Throws ResourceFault. Changes it where it stands, all of it or nothing; null = it must be replaced. */
  update(work: Work, change: Update): Made | null;
  /** Throws ResourceFault. What is gone already is no fault. */
  delete(work: Work, physicalId: string): void;
  /** The property that chooses its name: such a resource is replaced under another name only. */
  named?: string;
};

/** Why a resource failed, worded as the events of a stack word it. */
export class ResourceFault extends Error {}

/** Reads properties; one that is unknown fails the resource, as in AWS. */
export function readProperties<T>(schema: z.ZodType<T>, properties: Json): T {
  const parsed = schema.safeParse(properties);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    throw new ResourceFault(`Encountered unsupported property ${issue.keys[0]}`);
  }
  throw new ResourceFault(
    `Properties validation failed for ${issue?.path.join('/') || 'the resource'}: ${issue?.message}`,
  );
}

/** Does an action of a service for the stack, or fails the resource with AccessDenied, as the service would answer. */
export function requirePermission(
  work: Work,
  request: { action: string; resource: string; context?: RequestContext },
): void {
  const service = SERVICES[request.action.split(':')[0] ?? ''];
  const context = { 'aws:CalledVia': 'cloudformation.amazonaws.com', 'aws:ViaAWSService': 'true' };
  const decision = work.world.authorizeBackstage(work.principal, {
    ...request,
    context: { ...context, ...request.context },
  });
  if (decision.allowed) return;
  const { action, resource } = request;
  const { message } = accessDenied(work.principal, { action, resource, reason: decision.reason });
  throw serviceFault(work, { message, status: 403, code: 'AccessDenied', service });
}

/** Services as the events of a stack name them, by the prefix of their actions. */
const SERVICES: Record<string, string> = {
  iam: 'Iam',
  s3: 'S3',
  cur: 'CostAndUsageReport',
  sns: 'Sns',
  sqs: 'Sqs',
};

/** An answer of a service (IAM, unless another is named) as a stack's event shows it. */
export function serviceFault(
  work: Work,
  fault: { message: string; status: number; code: string; service?: string | undefined },
): ResourceFault {
  const details = `(Service: ${fault.service ?? 'Iam'}, Status Code: ${fault.status}, Request ID: ${work.world.newId()})`;
  return new ResourceFault(
    `Resource handler returned message: "${fault.message} ${details}" (RequestToken: ${work.world.newId()}, HandlerErrorCode: ${fault.code})`,
  );
}

/** Runs what may throw AwsFault (a malformed policy) and words it as a fault of the resource. */
export function asResourceFault<T>(work: Work, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    throw serviceFault(work, { message: error.message, status: error.status, code: 'InvalidRequest' });
  }
}

/** Stack-LogicalId-RANDOM, the name of a resource that the template does not name. */
export function generatedName(work: Work, longest: number): string {
  const random = work.world.awsId('').slice(-12);
  return `${work.stackName}-${work.logicalId}`.slice(0, longest - 13).concat('-', random);
}

export const Text = z.string();
export const Tags = z.array(z.strictObject({ Key: Text, Value: Text })).default([]);
export const JsonValue: z.ZodType<Json> = z.json();

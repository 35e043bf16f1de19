import { z } from 'zod';
import { invalid } from '@/sandbox/cloudformation/template';
import type { Json, Stack, StackResource, StackStatus } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/** A resource that stands, or did: all that deleting it needs, whatever the template says by now. */
const Target = z.object({
  physicalId: z.string(),
  type: z.string(),
  properties: z.json(),
  /** DeletionPolicy Retain: it is let go, not deleted. */
  keep: z.boolean(),
});

const Step = z.discriminatedUnion('action', [
  z.object({ action: z.literal('create'), id: z.string() }),
  z.object({ action: z.literal('update'), id: z.string() }),
  z.object({ action: z.literal('delete'), id: z.string(), target: Target }),
]);

/** A request to a custom resource that is not settled yet. */
const Waiting = z.object({
  step: Step,
  requestId: z.string(),
  physicalId: z.string(),
  properties: z.json(),
  /** What stood before an update. */
  old: Target.nullable().default(null),
  deadline: z.iso.datetime(),
  /** The body of the first answer, and when it came. */
  answer: z.object({ text: z.string(), at: z.iso.datetime() }).nullable(),
});

const Before = z.object({
  templateBody: z.string(),
  description: z.string(),
  parameters: z.array(z.object({ key: z.string(), value: z.string(), noEcho: z.boolean() })),
  capabilities: z.array(z.string()),
  resources: z.array(
    z.object({
      logicalId: z.string(),
      physicalId: z.string(),
      type: z.string(),
      status: z.string(),
      reason: z.string().nullable(),
      at: z.string(),
      properties: z.json().optional(),
      attributes: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

const Plan = z.object({
  operation: z.enum([
    'create',
    'rollback',
    'delete',
    'update',
    'update-cleanup',
    'update-rollback',
    'update-rollback-cleanup',
  ]),
  /** The step in work; null before the first and after the last. Custom resources wait beside it. */
  current: Step.nullable(),
  queue: z.array(Step),
  waiting: z.array(Waiting).default([]),
  /** When the step in work is done; ISO. */
  nextAt: z.iso.datetime(),
  stepMilliseconds: z.number(),
  /** The logical IDs that failed. */
  failed: z.array(z.string()),
  /** What an update replaced or no longer has; deleted once it is complete. */
  cleanup: z.array(Step).default([]),
  /** The stack as it was before an update, to go back to. */
  before: Before.nullable().default(null),
});

export type Step = z.output<typeof Step>;
export type Deletion = Step & { action: 'delete' };
export type Waiting = z.output<typeof Waiting>;

/** Where an unfinished stack stands; kept in Stack.engine, so that a restart goes on from there. */
export type Plan = z.output<typeof Plan>;

/** The plan of a stack that is at work; null for one that is finished. */
export function planOf(stack: Stack): Plan | null {
  return stack.engine === null ? null : Plan.parse(stack.engine);
}

export type Change = { status: string; reason?: string | null; at: string };

export type Subject = {
  logicalId: string;
  physicalId: string;
  type: string;
  properties?: Json;
  attributes?: Record<string, string>;
};

/** Moves the stack itself to a status, and says so among its events. */
export function recordStack(
  world: World,
  detail: { stack: Stack; change: Change & { status: StackStatus } },
): void {
  const { stack, change } = detail;
  stack.status = change.status;
  stack.statusReason = change.reason ?? null;
  pushEvent(world, {
    stack,
    change,
    resource: { logicalId: stack.name, physicalId: stack.id, type: 'AWS::CloudFormation::Stack' },
  });
}

/** Moves a resource of the stack to a status, and says so among the stack's events. What is not given stays. */
export function recordResource(
  world: World,
  detail: { stack: Stack; change: Change; resource: Subject },
): void {
  const { stack, change, resource } = detail;
  const before = resourceNamed(stack, resource.logicalId);
  const entry = {
    ...before,
    ...resource,
    status: change.status,
    reason: change.reason ?? null,
    at: change.at,
  };
  if (before) stack.resources[stack.resources.indexOf(before)] = entry;
  else stack.resources.push(entry);
  pushEvent(world, detail);
}

export function resourceNamed(stack: Stack, logicalId: string): StackResource | undefined {
  return stack.resources.find((one) => one.logicalId === logicalId);
}

/** Whether a resource is there for others to refer to: it was made, whatever an update did to it. */
export function isStanding({ status }: StackResource): boolean {
  return ['CREATE_COMPLETE', 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE', 'UPDATE_FAILED'].includes(status);
}

/** Refuses a name that CloudFormation would refuse. */
export function checkStackName(name: string): void {
  if (/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return;
  throw invalid(
    `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}

export function pushEvent(world: World, detail: { stack: Stack; change: Change; resource: Subject }): void {
  const { stack, change, resource } = detail;
  stack.events.push({
    eventId: world.newId(),
    logicalId: resource.logicalId,
    physicalId: resource.physicalId,
    type: resource.type,
    status: change.status,
    reason: change.reason ?? null,
    at: change.at,
  });
}

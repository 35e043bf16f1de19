import { z } from 'zod';
import { invalid } from '@/sandbox/cloudformation/template';
import type { Stack, StackStatus } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

const Plan = z.strictObject({
  operation: z.enum(['create', 'rollback', 'delete']),
  /** The resource in work; null before the first and after the last. */
  current: z.string().nullable(),
  queue: z.array(z.string()),
  /** When the resource in work is done; ISO. */
  nextAt: z.iso.datetime(),
  stepMilliseconds: z.number(),
  /** What failed on the way of a rollback or a deletion. */
  failed: z.array(z.string()),
  /** What Fn::GetAtt gives, by logical ID. */
  attributes: z.record(z.string(), z.record(z.string(), z.string())),
});

/** Where an unfinished stack stands; kept in Stack.engine, so that a restart goes on from there. */
export type Plan = z.output<typeof Plan>;

/** The plan of a stack that is at work; null for one that is finished. */
export function planOf(stack: Stack): Plan | null {
  return stack.engine === null ? null : Plan.parse(stack.engine);
}

type Change = { status: string; reason?: string | null; at: string };

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

/** Moves a resource of the stack to a status, and says so among the stack's events. */
export function recordResource(
  world: World,
  detail: { stack: Stack; change: Change; resource: { logicalId: string; physicalId: string; type: string } },
): void {
  const { stack, change, resource } = detail;
  const entry = { ...resource, status: change.status, reason: change.reason ?? null, at: change.at };
  const place = stack.resources.findIndex((one) => one.logicalId === resource.logicalId);
  if (place < 0) stack.resources.push(entry);
  else stack.resources[place] = entry;
  pushEvent(world, detail);
}

/** Refuses a name that CloudFormation would refuse. */
export function checkStackName(name: string): void {
  if (/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return;
  throw invalid(
    `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}

function pushEvent(
  world: World,
  detail: { stack: Stack; change: Change; resource: { logicalId: string; physicalId: string; type: string } },
): void {
  const { stack, change, resource } = detail;
  stack.events.push({
    eventId: world.newId(),
    ...resource,
    status: change.status,
    reason: change.reason ?? null,
    at: change.at,
  });
}

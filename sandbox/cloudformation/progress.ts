import { conditionsOf } from '@/sandbox/cloudformation/conditions';
import { resolve, type Scope, TemplateFault, text } from '@/sandbox/cloudformation/functions';
import { referredValue } from '@/sandbox/cloudformation/parameters';
import { type Plan, planOf, recordResource, recordStack } from '@/sandbox/cloudformation/record';
import { ResourceFault, type Work } from '@/sandbox/cloudformation/resources/handler';
import { RESOURCE_TYPES } from '@/sandbox/cloudformation/resources/registry';
import { parseTemplate, type Template, type TemplateResource } from '@/sandbox/cloudformation/template';
import type { Json, Stack } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

type Job = { stack: Stack; plan: Plan; template: Template; at: string };

/** Moves every unfinished stack to where it is at world.now(). Nothing waits on a timer. */
export function advance(world: World): void {
  for (const account of Object.values(world.accounts)) {
    for (const stack of account.stacks) advanceStack(world, stack);
  }
}

/** The values that Ref knows before any resource stands: parameters and pseudo parameters. */
export function scopeValues(
  template: Template,
  stack: Pick<Stack, 'parameters' | 'accountId' | 'region' | 'name' | 'id'>,
): Record<string, Json> {
  const parameters = stack.parameters.flatMap(({ key, value }): [string, Json][] => {
    const parameter = template.Parameters[key];
    return parameter ? [[key, referredValue(parameter, value)]] : [];
  });
  return {
    'AWS::AccountId': stack.accountId,
    'AWS::NotificationARNs': [],
    'AWS::Partition': 'aws',
    'AWS::Region': stack.region,
    'AWS::StackId': stack.id,
    'AWS::StackName': stack.name,
    'AWS::URLSuffix': 'amazonaws.com',
    ...Object.fromEntries(parameters),
  };
}

/** Starts the first resource of a plan, or ends the stack's operation when there is none. */
export function beginPlan(world: World, { stack, plan, at }: { stack: Stack; plan: Plan; at: string }): void {
  startNext(world, { stack, plan, template: parseTemplate(stack.templateBody), at });
  world.changed();
}

function advanceStack(world: World, stack: Stack): void {
  const now = world.nowIso();
  for (let plan = planOf(stack); plan && plan.nextAt <= now; plan = planOf(stack)) {
    const job: Job = { stack, plan, template: parseTemplate(stack.templateBody), at: plan.nextAt };
    if (plan.current !== null && !finishCurrent(world, job)) turnBack(world, job);
    else startNext(world, job);
    world.changed();
  }
}

/** Marks the next resource as being made or deleted; ends the operation when none is left. */
function startNext(world: World, job: Job): void {
  const { stack, plan, at } = job;
  const next = plan.queue[0] ?? null;
  if (next === null) {
    finish(world, job);
    return;
  }
  const making = plan.operation === 'create';
  recordResource(world, {
    stack,
    change: { status: making ? 'CREATE_IN_PROGRESS' : 'DELETE_IN_PROGRESS', at },
    resource: resourceOf(job, next),
  });
  const nextAt = new Date(Date.parse(at) + plan.stepMilliseconds).toISOString();
  stack.engine = { ...plan, current: next, queue: plan.queue.slice(1), nextAt };
}

/** False when a resource could not be made: then the stack turns back. A failed deletion is noted, and the next one goes on. */
function finishCurrent(world: World, job: Job): boolean {
  const { stack, plan, at } = job;
  const id = plan.current ?? '';
  const making = plan.operation === 'create';
  try {
    const status = making ? make(world, { job, id }) : unmake(world, { job, id });
    recordResource(world, { stack, change: { status, at }, resource: resourceOf(job, id) });
  } catch (error) {
    if (!(error instanceof ResourceFault || error instanceof TemplateFault)) throw error;
    const status = making ? 'CREATE_FAILED' : 'DELETE_FAILED';
    recordResource(world, {
      stack,
      change: { status, reason: error.message, at },
      resource: resourceOf(job, id),
    });
    plan.failed.push(id);
    return !making;
  }
  return true;
}

function make(world: World, { job, id }: { job: Job; id: string }): string {
  const resource = mustResource(job.template, id);
  const type = RESOURCE_TYPES[resource.Type];
  if (!type)
    throw new ResourceFault(`Unrecognized resource type: ${resource.Type}. The sandbox cannot make it.`);
  const made = type.handler.create(
    workOf(world, { job, id }),
    resolve(resource.Properties, scopeOf(job)) ?? {},
  );
  job.plan.attributes[id] = made.attributes;
  const entry = job.stack.resources.find((one) => one.logicalId === id);
  if (entry) entry.physicalId = made.physicalId;
  return 'CREATE_COMPLETE';
}

function unmake(world: World, { job, id }: { job: Job; id: string }): string {
  const resource = mustResource(job.template, id);
  const kept =
    resource.DeletionPolicy === 'Retain' ||
    (resource.DeletionPolicy === 'RetainExceptOnCreate' && job.plan.operation === 'delete');
  if (kept) return 'DELETE_SKIPPED';
  RESOURCE_TYPES[resource.Type]?.handler.delete(workOf(world, { job, id }), resourceOf(job, id).physicalId);
  return 'DELETE_COMPLETE';
}

function turnBack(world: World, job: Job): void {
  const { stack, plan, at } = job;
  const reason = `The following resource(s) failed to create: [${plan.failed.join(', ')}]. Rollback requested by user.`;
  recordStack(world, { stack, change: { status: 'ROLLBACK_IN_PROGRESS', reason, at } });
  startNext(world, {
    ...job,
    plan: { ...plan, operation: 'rollback', current: null, queue: standing(stack), failed: [] },
  });
}

/** The resources that stand, the youngest first. */
export function standing(stack: Stack): string[] {
  return stack.resources
    .filter((one) => one.status === 'CREATE_COMPLETE' || one.status === 'DELETE_FAILED')
    .map((one) => one.logicalId)
    .reverse();
}

function finish(world: World, job: Job): void {
  const { stack, plan, at } = job;
  stack.engine = null;
  if (plan.operation === 'create') {
    stack.outputs = outputsOf(job);
    recordStack(world, { stack, change: { status: 'CREATE_COMPLETE', at } });
    return;
  }
  const failed = plan.failed.length > 0;
  const [good, bad] = ENDS[plan.operation];
  if (plan.operation === 'delete' && !failed) stack.deletedAt = at;
  const reason = failed ? `The following resource(s) failed to delete: [${plan.failed.join(', ')}].` : null;
  recordStack(world, { stack, change: { status: failed ? bad : good, reason, at } });
}

const ENDS = {
  rollback: ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED'],
  delete: ['DELETE_COMPLETE', 'DELETE_FAILED'],
} as const;

function outputsOf(job: Job): Stack['outputs'] {
  const scope = scopeOf(job);
  return Object.entries(job.template.Outputs).flatMap(([key, output]) => {
    if (output.Condition !== undefined && !scope.condition(output.Condition)) return [];
    const value = resolve(output.Value, scope);
    return [{ key, value: text(value, 'Outputs'), description: output.Description ?? '' }];
  });
}

function scopeOf({ template, stack, plan }: Job): Scope {
  const values = scopeValues(template, stack);
  const found = (id: string) =>
    stack.resources.find((one) => one.logicalId === id && one.status === 'CREATE_COMPLETE');
  return {
    values,
    condition: conditionsOf(template, values),
    physicalId: (id) => found(id)?.physicalId,
    attribute: (id, name) => (found(id) ? plan.attributes[id]?.[name] : undefined),
  };
}

function workOf(world: World, { job, id }: { job: Job; id: string }): Work {
  const { stack } = job;
  const { accountId, region, principal } = stack;
  return { world, principal, accountId, region, stackId: stack.id, stackName: stack.name, logicalId: id };
}

function resourceOf({ stack, template }: Job, id: string) {
  const known = stack.resources.find((one) => one.logicalId === id);
  return { logicalId: id, physicalId: known?.physicalId ?? '', type: mustResource(template, id).Type };
}

function mustResource(template: Template, id: string): TemplateResource {
  const resource = template.Resources[id];
  if (!resource) throw new TemplateFault(`Template error: there is no resource ${id}`);
  return resource;
}

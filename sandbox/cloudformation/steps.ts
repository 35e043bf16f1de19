import { isDeepStrictEqual } from 'node:util';
import {
  askCustomResource,
  isCustomResource,
  noAnswer,
  readAnswer,
  type Settled,
} from '@/sandbox/cloudformation/custom-resource';
import { resolve, TemplateFault } from '@/sandbox/cloudformation/functions';
import {
  type Deletion,
  isStanding,
  type Plan,
  pushEvent,
  recordResource,
  resourceNamed,
  type Step,
  type Subject,
  type Waiting,
} from '@/sandbox/cloudformation/record';
import {
  generatedName,
  type Made,
  ResourceFault,
  type ResourceHandler,
  type Work,
} from '@/sandbox/cloudformation/resources/handler';
import { resourceType } from '@/sandbox/cloudformation/resources/registry';
import { scopeOf } from '@/sandbox/cloudformation/scope';
import type { Template, TemplateResource } from '@/sandbox/cloudformation/template';
import type { Json, Stack, StackResource } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/** A stack at work, at the time of what is happening to it. */
export type Job = { stack: Stack; plan: Plan; template: Template; at: string };

/** The steps that delete what stands of a stack, the youngest first. */
export function deletionsOf(
  stack: Stack,
  about: { template: Template; operation: 'rollback' | 'delete' },
): Deletion[] {
  return stack.resources
    .filter(mayBeDeleted)
    .map((one) => deletionOf(one, about))
    .reverse();
}

export function deletionOf(
  { logicalId, physicalId, type, properties = {} }: StackResource,
  { template, operation }: { template: Template; operation: 'rollback' | 'delete' | 'replace' },
): Deletion {
  const { DeletionPolicy, UpdateReplacePolicy } = template.Resources[logicalId] ?? {};
  const keep =
    operation === 'replace'
      ? UpdateReplacePolicy === 'Retain'
      : DeletionPolicy === 'Retain' || (DeletionPolicy === 'RetainExceptOnCreate' && operation === 'delete');
  return { action: 'delete', id: logicalId, target: { physicalId, type, properties, keep } };
}

/** What failed after a custom resource was asked has an ID, and is asked to delete. */
export function mayBeDeleted(resource: StackResource): boolean {
  if (resource.status === 'CREATE_FAILED') return resource.physicalId !== '';
  return isStanding(resource) || resource.status === 'DELETE_FAILED';
}

/** Begins a step; false when it failed at once and the stack must turn back. An update that changes nothing is over already. */
export function startStep(world: World, { job, step }: { job: Job; step: Step }): boolean {
  const { plan, at } = job;
  if (step.action === 'update' && !hasChanged(job, step.id)) {
    const failed = resourceNamed(job.stack, step.id)?.status === 'UPDATE_FAILED';
    if (failed) record(world, { job, step, status: 'UPDATE_COMPLETE', resource: subjectOf(job, step) });
    return true;
  }
  const resource = subjectOf(job, step);
  record(world, { job, step, status: `${VERBS[step.action]}_IN_PROGRESS`, resource });
  const skipped = step.action === 'delete' && step.target.keep;
  if (isCustomResource(resource.type) && !skipped) {
    return orFailed(world, { job, step, run: () => ask(world, { job, step }) });
  }
  plan.current = step;
  plan.nextAt = later(at, plan.stepMilliseconds);
  return true;
}

const VERBS = { create: 'CREATE', update: 'UPDATE', delete: 'DELETE' } as const;

/** What cannot be worked out is a change: working it out again fails the step. */
function hasChanged(job: Job, id: string): boolean {
  try {
    return !isDeepStrictEqual(propertiesOf(job, id), resourceNamed(job.stack, id)?.properties);
  } catch (error) {
    if (error instanceof TemplateFault) return true;
    throw error;
  }
}

/** Does the step in work; false when it failed and the stack must turn back. A failed deletion is noted, and the next one goes on. */
export function finishStep(world: World, job: Job): boolean {
  const step = job.plan.current;
  job.plan.current = null;
  if (step === null) return true;
  return orFailed(world, {
    job,
    step,
    run: () => record(world, { job, step, ...work(world, { job, step }) }),
  });
}

type Done = { status: string; resource: Subject };

function work(world: World, { job, step }: { job: Job; step: Step }): Done {
  if (step.action === 'delete') return unmake(world, { job, step });
  return step.action === 'create' ? make(world, { job, id: step.id }) : change(world, { job, step });
}

/** Takes the answer of a custom resource, or that none came in time; false when the stack must turn back. */
export function settle(world: World, { job, waiting }: { job: Job; waiting: Waiting }): boolean {
  const { stack, plan } = job;
  const { step, requestId, physicalId, properties, answer, old } = waiting;
  plan.waiting = plan.waiting.filter((one) => one !== waiting);
  const asked = { stackId: stack.id, logicalId: step.id, requestId, physicalId };
  const settled: Settled = answer
    ? readAnswer(answer.text, asked)
    : { physicalId, attributes: {}, failure: noAnswer(requestId) };
  const subject = { ...subjectOf(job, step), physicalId: settled.physicalId, properties };
  if (settled.failure !== null) return fail(world, { job, step, subject, reason: settled.failure });
  const { attributes } = settled;
  const resource = step.action === 'delete' ? subject : { ...subject, attributes };
  record(world, { job, step, status: `${VERBS[step.action]}_COMPLETE`, resource });
  // An update that answers with another ID has made a new one: the old one is asked to delete.
  if (old && old.physicalId !== settled.physicalId) {
    plan.cleanup.unshift({ action: 'delete', id: step.id, target: old });
  }
  return true;
}

function ask(world: World, { job, step }: { job: Job; step: Step }): void {
  const work = workOf(world, { job, id: step.id });
  const type = subjectOf(job, step).type;
  const requestId = world.newId();
  const before = resourceNamed(job.stack, step.id);
  const properties = step.action === 'delete' ? step.target.properties : propertiesOf(job, step.id);
  const old = step.action === 'update' && before ? before : null;
  if (old && tokenOf(old.properties) !== tokenOf(properties)) {
    throw new ResourceFault('Modifying service token is not allowed.');
  }
  const physicalId =
    step.action === 'delete' ? step.target.physicalId : (old?.physicalId ?? generatedName(work, 64));
  const seconds = askCustomResource(work, {
    requestType: REQUESTS[step.action],
    requestId,
    resourceType: type,
    physicalId,
    properties,
    ...(old ? { oldProperties: old.properties ?? {} } : {}),
  });
  const deadline = later(job.at, seconds * 1000 * world.data.settings.timeoutFactor);
  const target = old && deletionOf(old, { template: job.template, operation: 'replace' }).target;
  job.plan.waiting.push({ step, requestId, physicalId, properties, deadline, answer: null, old: target });
}

const REQUESTS = { create: 'Create', update: 'Update', delete: 'Delete' } as const;

function tokenOf(properties: Json | undefined): Json | undefined {
  const isObject = typeof properties === 'object' && properties !== null && !Array.isArray(properties);
  return isObject ? properties.ServiceToken : undefined;
}

function make(world: World, { job, id }: { job: Job; id: string }): Done {
  const type = mustResource(job.template, id).Type;
  const properties = propertiesOf(job, id);
  const made = handlerOf(type).create(workOf(world, { job, id }), properties);
  return { status: 'CREATE_COMPLETE', resource: { logicalId: id, type, properties, ...made } };
}

/** Changes a resource where it stands, or makes another in its place; the old one is deleted once the update is complete. */
function change(world: World, { job, step }: { job: Job; step: Step }): Done {
  const { stack, plan, template, at } = job;
  const { type, physicalId } = subjectOf(job, step);
  const handler = handlerOf(type);
  const before = resourceNamed(stack, step.id);
  const [properties, old] = [propertiesOf(job, step.id), before?.properties ?? {}];
  const work = workOf(world, { job, id: step.id });
  const changed = handler.update(work, { physicalId, properties, old });
  if (changed) return doneOf({ step, type, properties, made: changed });
  const name = nameOf(handler, properties);
  if (name !== undefined && name === nameOf(handler, old)) {
    throw new ResourceFault(
      `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${name} and update the stack again.`,
    );
  }
  pushEvent(world, {
    stack,
    change: { status: 'UPDATE_IN_PROGRESS', reason: REPLACING, at },
    resource: { logicalId: step.id, physicalId, type },
  });
  const made = handler.create(work, properties);
  if (before) plan.cleanup.unshift(deletionOf(before, { template, operation: 'replace' }));
  return doneOf({ step, type, properties, made });
}

const REPLACING = 'Requested update requires the creation of a new physical resource; hence creating one.';

function doneOf(of: { step: Step; type: string; properties: Json; made: Made }): Done {
  const { step, type, properties, made } = of;
  return { status: 'UPDATE_COMPLETE', resource: { logicalId: step.id, type, properties, ...made } };
}

function nameOf(handler: ResourceHandler, properties: Json): Json | undefined {
  const isObject = typeof properties === 'object' && properties !== null && !Array.isArray(properties);
  return handler.named !== undefined && isObject ? properties[handler.named] : undefined;
}

function unmake(world: World, { job, step }: { job: Job; step: Deletion }): Done {
  const { id, target } = step;
  const resource = { logicalId: id, physicalId: target.physicalId, type: target.type };
  if (target.keep) return { status: 'DELETE_SKIPPED', resource };
  resourceType(target.type)?.handler.delete(workOf(world, { job, id }), target.physicalId);
  return { status: 'DELETE_COMPLETE', resource };
}

function handlerOf(type: string): ResourceHandler {
  const known = resourceType(type);
  if (known) return known.handler;
  throw new ResourceFault(`Unrecognized resource type: ${type}. The sandbox cannot make it.`);
}

/** Runs what may fail the resource; false when the stack must turn back. */
function orFailed(world: World, { job, step, run }: { job: Job; step: Step; run: () => void }): boolean {
  try {
    run();
    return true;
  } catch (error) {
    if (!(error instanceof ResourceFault || error instanceof TemplateFault)) throw error;
    return fail(world, { job, step, subject: subjectOf(job, step), reason: error.message });
  }
}

/** A failed deletion goes on, and so does the way back of an update, which has nowhere else to go. */
function fail(
  world: World,
  { job, step, subject, reason }: { job: Job; step: Step; subject: Subject; reason: string },
): boolean {
  record(world, { job, step, status: `${VERBS[step.action]}_FAILED`, reason, resource: subject });
  job.plan.failed.push(step.id);
  return step.action === 'delete' || job.plan.operation === 'update-rollback';
}

/** What was replaced is deleted under its old ID, and leaves the entry of the one that stands alone. */
export function record(
  world: World,
  of: { job: Job; step: Step; status: string; reason?: string; resource: Subject },
): void {
  const { job, step, status, reason = null, resource } = of;
  const entry = resourceNamed(job.stack, step.id);
  const replaced = step.action === 'delete' && entry && entry.physicalId !== step.target.physicalId;
  const detail = { stack: job.stack, change: { status, reason, at: job.at }, resource };
  if (replaced) pushEvent(world, detail);
  else recordResource(world, detail);
}

function subjectOf({ stack, template }: Job, step: Step): Subject {
  if (step.action === 'delete') {
    const { physicalId, type } = step.target;
    return { logicalId: step.id, physicalId, type };
  }
  const physicalId = resourceNamed(stack, step.id)?.physicalId ?? '';
  return { logicalId: step.id, physicalId, type: mustResource(template, step.id).Type };
}

function propertiesOf({ template, stack }: Job, id: string): Json {
  return resolve(mustResource(template, id).Properties, scopeOf(template, stack)) ?? {};
}

function workOf(world: World, { job, id }: { job: Job; id: string }): Work {
  const { accountId, region, principal, id: stackId, name: stackName } = job.stack;
  return { world, principal, accountId, region, stackId, stackName, logicalId: id, at: job.at };
}

function mustResource(template: Template, id: string): TemplateResource {
  const resource = template.Resources[id];
  if (!resource) throw new TemplateFault(`Template error: there is no resource ${id}`);
  return resource;
}

function later(at: string, milliseconds: number): string {
  return new Date(Date.parse(at) + milliseconds).toISOString();
}

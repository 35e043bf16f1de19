import {
  askCustomResource,
  isCustomResource,
  noAnswer,
  readAnswer,
  type Settled,
} from '@/sandbox/cloudformation/custom-resource';
import { resolve, TemplateFault } from '@/sandbox/cloudformation/functions';
import {
  type Plan,
  recordResource,
  resourceNamed,
  type Step,
  type Subject,
  type Waiting,
} from '@/sandbox/cloudformation/record';
import { generatedName, ResourceFault, type Work } from '@/sandbox/cloudformation/resources/handler';
import { RESOURCE_TYPES } from '@/sandbox/cloudformation/resources/registry';
import { scopeOf } from '@/sandbox/cloudformation/scope';
import type { Template, TemplateResource } from '@/sandbox/cloudformation/template';
import type { Json, Stack } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/** A stack at work, at the time of what is happening to it. */
export type Job = { stack: Stack; plan: Plan; template: Template; at: string };

/** The steps that delete what stands of a stack, the youngest first. */
export function deletionsOf(
  stack: Stack,
  { template, operation }: { template: Template; operation: 'rollback' | 'delete' },
): Step[] {
  return stack.resources
    .filter(isStanding)
    .map((one): Step => {
      const policy = template.Resources[one.logicalId]?.DeletionPolicy;
      const keep = policy === 'Retain' || (policy === 'RetainExceptOnCreate' && operation === 'delete');
      const { physicalId, type, properties = {} } = one;
      return { action: 'delete', id: one.logicalId, target: { physicalId, type, properties, keep } };
    })
    .reverse();
}

/** What failed after a custom resource was asked has an ID, and is asked to delete. */
function isStanding({ status, physicalId }: Stack['resources'][number]): boolean {
  if (status === 'CREATE_FAILED') return physicalId !== '';
  return status === 'CREATE_COMPLETE' || status === 'DELETE_FAILED';
}

/** Begins a step; false when it failed at once and the stack must turn back. */
export function startStep(world: World, { job, step }: { job: Job; step: Step }): boolean {
  const { stack, plan, at } = job;
  const resource = subjectOf(job, step);
  const status = step.action === 'create' ? 'CREATE_IN_PROGRESS' : 'DELETE_IN_PROGRESS';
  recordResource(world, { stack, change: { status, at }, resource });
  const skipped = step.action === 'delete' && step.target.keep;
  if (isCustomResource(resource.type) && !skipped) {
    return orFailed(world, { job, step, run: () => ask(world, { job, step }) });
  }
  plan.current = step;
  plan.nextAt = later(at, plan.stepMilliseconds);
  return true;
}

/** Does the step in work; false when it failed and the stack must turn back. A failed deletion is noted, and the next one goes on. */
export function finishStep(world: World, job: Job): boolean {
  const { stack, plan, at } = job;
  const step = plan.current;
  plan.current = null;
  if (step === null) return true;
  return orFailed(world, {
    job,
    step,
    run: () => {
      const { status, resource } =
        step.action === 'create' ? make(world, { job, id: step.id }) : unmake(world, { job, step });
      recordResource(world, { stack, change: { status, at }, resource });
    },
  });
}

/** Takes the answer of a custom resource, or that none came in time; false when the stack must turn back. */
export function settle(world: World, { job, waiting }: { job: Job; waiting: Waiting }): boolean {
  const { stack, plan, at } = job;
  const { step, requestId, physicalId, properties, answer } = waiting;
  plan.waiting = plan.waiting.filter((one) => one !== waiting);
  const asked = { stackId: stack.id, logicalId: step.id, requestId, physicalId };
  const settled: Settled = answer
    ? readAnswer(answer.text, asked)
    : { physicalId, attributes: {}, failure: noAnswer(requestId) };
  const subject = { ...subjectOf(job, step), physicalId: settled.physicalId, properties };
  if (settled.failure !== null) return fail(world, { job, step, subject, reason: settled.failure });
  const status = step.action === 'create' ? 'CREATE_COMPLETE' : 'DELETE_COMPLETE';
  const resource = step.action === 'create' ? { ...subject, attributes: settled.attributes } : subject;
  recordResource(world, { stack, change: { status, at }, resource });
  return true;
}

function ask(world: World, { job, step }: { job: Job; step: Step }): void {
  const work = workOf(world, { job, id: step.id });
  const type = subjectOf(job, step).type;
  const requestId = world.newId();
  const creating = step.action === 'create';
  const properties = creating ? propertiesOf(job, step.id) : step.target.properties;
  const physicalId = creating ? generatedName(work, 64) : step.target.physicalId;
  const seconds = askCustomResource(work, {
    requestType: creating ? 'Create' : 'Delete',
    requestId,
    resourceType: type,
    physicalId,
    properties,
  });
  const deadline = later(job.at, seconds * 1000 * world.data.settings.timeoutFactor);
  job.plan.waiting.push({ step, requestId, physicalId, properties, deadline, answer: null });
}

function make(world: World, { job, id }: { job: Job; id: string }): { status: string; resource: Subject } {
  const type = mustResource(job.template, id).Type;
  const known = RESOURCE_TYPES[type];
  if (!known) throw new ResourceFault(`Unrecognized resource type: ${type}. The sandbox cannot make it.`);
  const properties = propertiesOf(job, id);
  const made = known.handler.create(workOf(world, { job, id }), properties);
  return { status: 'CREATE_COMPLETE', resource: { logicalId: id, type, properties, ...made } };
}

function unmake(
  world: World,
  { job, step }: { job: Job; step: Step & { action: 'delete' } },
): { status: string; resource: Subject } {
  const { id, target } = step;
  const resource = { logicalId: id, physicalId: target.physicalId, type: target.type };
  if (target.keep) return { status: 'DELETE_SKIPPED', resource };
  RESOURCE_TYPES[target.type]?.handler.delete(workOf(world, { job, id }), target.physicalId);
  return { status: 'DELETE_COMPLETE', resource };
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

function fail(
  world: World,
  { job, step, subject, reason }: { job: Job; step: Step; subject: Subject; reason: string },
): boolean {
  const status = step.action === 'create' ? 'CREATE_FAILED' : 'DELETE_FAILED';
  recordResource(world, { stack: job.stack, change: { status, reason, at: job.at }, resource: subject });
  job.plan.failed.push(step.id);
  return step.action !== 'create';
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
  return { world, principal, accountId, region, stackId, stackName, logicalId: id };
}

function mustResource(template: Template, id: string): TemplateResource {
  const resource = template.Resources[id];
  if (!resource) throw new TemplateFault(`Template error: there is no resource ${id}`);
  return resource;
}

function later(at: string, milliseconds: number): string {
  return new Date(Date.parse(at) + milliseconds).toISOString();
}

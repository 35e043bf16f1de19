import { resolve, TemplateFault, text } from '@/sandbox/cloudformation/functions';
import {
  type Plan,
  planOf,
  recordResource,
  recordStack,
  type Waiting,
} from '@/sandbox/cloudformation/record';
import { scopeOf } from '@/sandbox/cloudformation/scope';
import { deletionsOf, finishStep, type Job, settle, startStep } from '@/sandbox/cloudformation/steps';
import { needs, parseTemplate } from '@/sandbox/cloudformation/template';
import type { Stack } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/** Moves every unfinished stack to where it is at world.now(). Nothing waits on a timer. */
export function advance(world: World): void {
  for (const account of Object.values(world.accounts)) {
    for (const stack of account.stacks) advanceStack(world, stack);
  }
}

/** Starts the first steps of a plan, or ends the stack's operation when there are none. */
export function beginPlan(world: World, { stack, plan, at }: { stack: Stack; plan: Plan; at: string }): void {
  startNext(world, { stack, plan, template: parseTemplate(stack.templateBody), at });
  world.changed();
}

/** One happening after the other, in the order in which they came, each at its own time. */
function advanceStack(world: World, stack: Stack): void {
  const now = world.nowIso();
  for (let plan = planOf(stack); plan; plan = planOf(stack)) {
    const due = nextDue(plan);
    if (!due || due.at > now) return;
    const job: Job = { stack, plan, template: parseTemplate(stack.templateBody), at: due.at };
    const goesOn = due.waiting ? settle(world, { job, waiting: due.waiting }) : finishStep(world, job);
    if (!goesOn) turnBack(world, job);
    startNext(world, job);
    world.changed();
  }
}

type Due = { at: string; waiting: Waiting | null };

/** What happens next: the step in work is done, a custom resource has answered, or its time is over. */
function nextDue(plan: Plan): Due | null {
  const waiting = plan.waiting.map((one): Due => ({ at: one.answer?.at ?? one.deadline, waiting: one }));
  const all = plan.current === null ? waiting : [{ at: plan.nextAt, waiting: null }, ...waiting];
  return all.reduce<Due | null>((first, one) => (first && first.at <= one.at ? first : one), null);
}

/** Starts whatever may start; ends the operation when nothing is left. A custom resource waits beside the next step. */
function startNext(world: World, job: Job): void {
  const { stack, plan } = job;
  stack.engine = plan;
  while (plan.current === null) {
    const step = plan.queue.find((one) => isReady(job, one.id));
    if (!step) break;
    plan.queue = plan.queue.filter((one) => one !== step);
    if (!startStep(world, { job, step })) turnBack(world, job);
  }
  if (plan.current === null && plan.waiting.length === 0) finish(world, job);
}

/** Creation waits for what a resource needs only; deletion goes one by one. */
function isReady({ plan, template }: Job, id: string): boolean {
  if (plan.operation !== 'create') return plan.waiting.length === 0;
  const open = [...plan.queue, ...plan.waiting.map(({ step }) => step)].map((step) => step.id);
  return !needs(template, id).some((needed) => open.includes(needed));
}

/** What was in work when a resource failed is cancelled; what stands is deleted, and what was asked is asked to delete. */
function turnBack(world: World, job: Job): void {
  const { stack, plan, at } = job;
  const reason = 'Resource creation cancelled';
  for (const { step, physicalId, properties } of [...plan.waiting, ...currentOf(plan)]) {
    const type = job.template.Resources[step.id]?.Type ?? '';
    recordResource(world, {
      stack,
      change: { status: 'CREATE_FAILED', reason, at },
      resource: { logicalId: step.id, physicalId, type, properties },
    });
    plan.failed.push(step.id);
  }
  const failed = `The following resource(s) failed to create: [${plan.failed.join(', ')}]. Rollback requested by user.`;
  recordStack(world, { stack, change: { status: 'ROLLBACK_IN_PROGRESS', reason: failed, at } });
  const queue = deletionsOf(stack, { template: job.template, operation: 'rollback' });
  Object.assign(plan, { operation: 'rollback', current: null, waiting: [], queue, failed: [] });
}

function currentOf({ current }: Plan) {
  return current === null ? [] : [{ step: current, physicalId: '', properties: {} }];
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

function outputsOf({ template, stack }: Job): Stack['outputs'] {
  const scope = scopeOf(template, stack);
  return Object.entries(template.Outputs).flatMap(([key, output]) => {
    if (output.Condition !== undefined && !scope.condition(output.Condition)) return [];
    const value = resolve(output.Value, scope);
    if (value === undefined) throw new TemplateFault(`Template error: the output ${key} has no value`);
    return [{ key, value: text(value, 'Outputs'), description: output.Description ?? '' }];
  });
}

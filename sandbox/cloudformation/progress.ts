import { resolve, TemplateFault, text } from '@/sandbox/cloudformation/functions';
import {
  type Deletion,
  isStanding,
  type Plan,
  planOf,
  recordStack,
  resourceNamed,
  type Step,
  type Waiting,
} from '@/sandbox/cloudformation/record';
import { scopeOf } from '@/sandbox/cloudformation/scope';
import {
  deletionOf,
  deletionsOf,
  finishStep,
  type Job,
  mayBeDeleted,
  record,
  settle,
  startStep,
} from '@/sandbox/cloudformation/steps';
import { creationOrder, needs, parseTemplate } from '@/sandbox/cloudformation/template';
import type { Stack, StackStatus } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/** Moves every unfinished stack to where it is at world.now(). Nothing waits on a timer. */
export function advance(world: World): void {
  for (const account of Object.values(world.accounts)) {
    for (const stack of account.stacks) advanceStack(world, stack);
  }
}

/** Begins an operation of a stack: starts its first steps, or ends it when there are none. */
export function begin(
  world: World,
  {
    stack,
    ...input
  }: { stack: Stack } & Pick<Plan, 'operation' | 'queue'> & Partial<Pick<Plan, 'cleanup' | 'before'>>,
): void {
  const at = world.nowIso();
  const stepMilliseconds = (world.data.settings.stackSeconds * 1000) / Math.max(1, input.queue.length);
  const rest = { current: null, waiting: [], nextAt: at, stepMilliseconds, failed: [] };
  const plan: Plan = { cleanup: [], before: null, ...rest, ...input };
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
  if (!['create', 'update', 'update-rollback'].includes(plan.operation)) return plan.waiting.length === 0;
  const open = [...plan.queue, ...plan.waiting.map(({ step }) => step)].map((step) => step.id);
  return !needs(template, id).some((needed) => open.includes(needed));
}

/** What was in work when a resource failed is cancelled, and the stack goes back to what it was before. */
function turnBack(world: World, job: Job, cause?: string): void {
  cancelOthers(world, job);
  const { stack, plan, at } = job;
  if (plan.operation === 'update') {
    turnUpdateBack(world, { job, cause });
    return;
  }
  const reason = cause ?? `The following resource(s) failed to create: [${plan.failed.join(', ')}].`;
  const change = {
    status: 'ROLLBACK_IN_PROGRESS' as const,
    reason: `${reason} Rollback requested by user.`,
    at,
  };
  recordStack(world, { stack, change });
  const queue = deletionsOf(stack, { template: job.template, operation: 'rollback' });
  Object.assign(plan, { operation: 'rollback', current: null, waiting: [], queue, failed: [] });
}

function cancelOthers(world: World, job: Job): void {
  const { plan, template, stack } = job;
  const current = plan.current === null ? [] : [{ step: plan.current, physicalId: '', properties: null }];
  for (const { step, physicalId, properties } of [...plan.waiting, ...current]) {
    const verb = step.action === 'create' ? 'CREATE' : 'UPDATE';
    const type = template.Resources[step.id]?.Type ?? '';
    const known = resourceNamed(stack, step.id)?.physicalId ?? '';
    record(world, {
      job,
      step,
      status: `${verb}_FAILED`,
      reason: `Resource ${step.action === 'create' ? 'creation' : 'update'} cancelled`,
      // What was asked may have been done: it is asked to delete, or to change back.
      resource: {
        logicalId: step.id,
        physicalId: physicalId || known,
        type,
        ...(properties === null ? {} : { properties }),
      },
    });
    plan.failed.push(step.id);
  }
}

/** Template and parameters are those of before again; what was replaced or made by the update is deleted at the end. */
function turnUpdateBack(world: World, { job, cause }: { job: Job; cause: string | undefined }): void {
  const { stack, plan, at } = job;
  const { before } = plan;
  if (!before) throw new Error(`The update of ${stack.id} does not know what was before.`);
  const reason = cause ?? `The following resource(s) failed to update: [${plan.failed.join(', ')}].`;
  recordStack(world, { stack, change: { status: 'UPDATE_ROLLBACK_IN_PROGRESS', reason, at } });
  const cleanup: Deletion[] = [];
  for (const [index, one] of stack.resources.entries()) {
    const old = before.resources.find(({ logicalId }) => logicalId === one.logicalId);
    const stood = old !== undefined && isStanding(old);
    if (stood && old.physicalId === one.physicalId) continue;
    if (mayBeDeleted(one))
      cleanup.unshift(deletionOf(one, { template: job.template, operation: 'rollback' }));
    if (stood) stack.resources[index] = old;
  }
  const { resources: _, ...rest } = before;
  Object.assign(stack, rest);
  job.template = parseTemplate(stack.templateBody);
  const stands = (id: string) => stack.resources.some((one) => one.logicalId === id && isStanding(one));
  const queue = creationOrder(job.template)
    .filter(stands)
    .map((id): Step => ({ action: 'update', id }));
  Object.assign(plan, {
    operation: 'update-rollback',
    current: null,
    waiting: [],
    queue,
    failed: [],
    cleanup,
  });
}

function finish(world: World, job: Job): void {
  const { stack, plan, at } = job;
  if (plan.operation === 'create' || plan.operation === 'update') {
    const cause = readOutputs(job);
    if (cause !== null) {
      turnBack(world, job, cause);
      startNext(world, job);
      return;
    }
  }
  const { good, bad, next } = ENDS[plan.operation];
  const failed = plan.failed.length > 0 && bad !== null;
  const status = failed ? bad : good;
  const reason = failed
    ? `The following resource(s) failed to ${plan.operation === 'update-rollback' ? 'update' : 'delete'}: [${plan.failed.join(', ')}].`
    : null;
  if (status === 'DELETE_COMPLETE') stack.deletedAt = at;
  recordStack(world, { stack, change: { status, reason, at } });
  if (next === null || failed) {
    stack.engine = null;
    return;
  }
  Object.assign(plan, { operation: next, queue: plan.cleanup, cleanup: [], failed: [] });
  startNext(world, job);
}

type End = { good: StackStatus; bad: StackStatus | null; next: Plan['operation'] | null };

/** How each operation ends. What an update cannot clean up stays behind, and the update is complete all the same. */
const ENDS: Record<Plan['operation'], End> = {
  create: { good: 'CREATE_COMPLETE', bad: null, next: null },
  rollback: { good: 'ROLLBACK_COMPLETE', bad: 'ROLLBACK_FAILED', next: null },
  delete: { good: 'DELETE_COMPLETE', bad: 'DELETE_FAILED', next: null },
  update: { good: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', bad: null, next: 'update-cleanup' },
  'update-cleanup': { good: 'UPDATE_COMPLETE', bad: null, next: null },
  'update-rollback': {
    good: 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    bad: 'UPDATE_ROLLBACK_FAILED',
    next: 'update-rollback-cleanup',
  },
  'update-rollback-cleanup': { good: 'UPDATE_ROLLBACK_COMPLETE', bad: null, next: null },
};

/** Fills in the outputs; says why they cannot be worked out, or null. */
function readOutputs({ template, stack }: Job): string | null {
  const scope = scopeOf(template, stack);
  try {
    stack.outputs = Object.entries(template.Outputs).flatMap(([key, output]) => {
      if (output.Condition !== undefined && !scope.condition(output.Condition)) return [];
      const value = text(resolve(output.Value, scope), 'Outputs');
      return [{ key, value, description: output.Description ?? '' }];
    });
    return null;
  } catch (error) {
    if (error instanceof TemplateFault) return error.message;
    throw error;
  }
}

import { isDeepStrictEqual } from 'node:util';
import {
  checkCapabilities,
  isNoEcho,
  orderOf,
  readBody,
  requireAllowed,
} from '@/sandbox/cloudformation/checks';
import { resolve, TemplateFault } from '@/sandbox/cloudformation/functions';
import { parameterValues } from '@/sandbox/cloudformation/parameters';
import { begin } from '@/sandbox/cloudformation/progress';
import { isStanding, recordStack, resourceNamed, type Step } from '@/sandbox/cloudformation/record';
import { scopeOf } from '@/sandbox/cloudformation/scope';
import { deletionOf } from '@/sandbox/cloudformation/steps';
import { invalid, parseTemplate, type Template } from '@/sandbox/cloudformation/template';
import type { UpdateStackInput } from '@/sandbox/engine-port';
import type { Stack } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

const UPDATABLE = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'];

/**
 * Begins to update a stack with the permissions of `principal`. Resources whose properties change are changed where
 * they stand or replaced, new ones made, those that are gone from the template deleted at the end; a failure leads
 * back to what was before. Throws AwsFault where CloudFormation refuses at once, also when nothing would change.
 */
export async function updateStack(world: World, input: UpdateStackInput): Promise<void> {
  const { stack, principal } = input;
  requireAllowed(world, { principal, action: 'cloudformation:UpdateStack', resource: stack.id });
  if (!UPDATABLE.includes(stack.status)) {
    throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
  }
  const templateBody = await bodyOf(world, input);
  const template = parseTemplate(templateBody);
  const parameters = parametersOf(template, input);
  checkCapabilities(template, input.capabilities);
  checkTypes(template, stack);
  const next: Stack = { ...stack, templateBody, parameters };
  const order = orderOf(template, next);
  const removed = stack.resources.filter((one) => isStanding(one) && !order.includes(one.logicalId));
  const queue = order.map((id): Step => {
    const known = resourceNamed(stack, id);
    return { action: known && isStanding(known) ? 'update' : 'create', id };
  });
  if (removed.length === 0 && !queue.some((step) => isChange(step, { template, stack: next }))) {
    throw invalid('No updates are to be performed.');
  }
  const { description, capabilities, resources, templateBody: oldBody } = stack;
  const before = {
    templateBody: oldBody,
    description,
    capabilities,
    parameters: stack.parameters,
    resources,
  };
  const old = parseTemplate(oldBody);
  const cleanup = removed.toReversed().map((one) => deletionOf(one, { template: old, operation: 'delete' }));
  Object.assign(stack, {
    templateBody,
    parameters,
    description: template.Description,
    capabilities: input.capabilities,
    principal,
    updatedAt: world.nowIso(),
  });
  recordStack(world, {
    stack,
    change: { status: 'UPDATE_IN_PROGRESS', reason: 'User Initiated', at: world.nowIso() },
  });
  begin(world, { stack, operation: 'update', queue, cleanup, before: structuredClone(before) });
}

function bodyOf(
  world: World,
  { stack, templateBody, templateUrl }: UpdateStackInput,
): string | Promise<string> {
  if (templateBody === undefined && templateUrl === undefined) return stack.templateBody;
  return readBody(world, { templateBody, templateUrl });
}

/** Given values, else those of before; what the template no longer has is left out. */
function parametersOf(template: Template, { stack, parameters }: UpdateStackInput): Stack['parameters'] {
  const kept = stack.parameters.filter(({ key }) => Object.hasOwn(template.Parameters, key));
  const values = parameterValues(template, {
    ...Object.fromEntries(kept.map(({ key, value }) => [key, value])),
    ...parameters,
  });
  return Object.entries(values).map(([key, value]) => ({
    key,
    value,
    noEcho: isNoEcho(template.Parameters[key]?.NoEcho),
  }));
}

function checkTypes(template: Template, stack: Stack): void {
  const changed = stack.resources.filter((one) => {
    const type = template.Resources[one.logicalId]?.Type;
    return isStanding(one) && type !== undefined && type !== one.type;
  });
  if (changed.length === 0) return;
  const ids = changed.map((one) => one.logicalId).join(', ');
  throw invalid(
    `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${ids}]`,
  );
}

/** A resource that is new, or whose properties come out differently. */
function isChange(step: Step, { template, stack }: { template: Template; stack: Stack }): boolean {
  const known = resourceNamed(stack, step.id);
  const wanted = template.Resources[step.id];
  if (step.action !== 'update' || !known || !wanted) return true;
  try {
    const properties = resolve(wanted.Properties, scopeOf(template, stack)) ?? {};
    return !isDeepStrictEqual(properties, known.properties);
  } catch (error) {
    // It refers to something that only the update makes.
    if (error instanceof TemplateFault) return true;
    throw error;
  }
}

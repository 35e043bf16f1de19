import { accessDenied } from '@/sandbox/api/call';
import { conditionsOf, failedAssertions } from '@/sandbox/cloudformation/conditions';
import { TemplateFault } from '@/sandbox/cloudformation/functions';
import { parameterValues } from '@/sandbox/cloudformation/parameters';
import { advance, beginPlan } from '@/sandbox/cloudformation/progress';
import { checkStackName, type Plan, recordStack, type Step } from '@/sandbox/cloudformation/record';
import { capabilityOf } from '@/sandbox/cloudformation/resources/registry';
import { scopeValues } from '@/sandbox/cloudformation/scope';
import { deletionsOf } from '@/sandbox/cloudformation/steps';
import {
  creationOrder,
  INLINE_BYTES,
  invalid,
  parseTemplate,
  S3_BYTES,
  type Template,
} from '@/sandbox/cloudformation/template';
import type { TemplateSummary } from '@/sandbox/engine-port';
import { AwsFault } from '@/sandbox/fault';
import { readTemplateUrl } from '@/sandbox/services/template-url';
import type { CreateStackInput, Principal, Stack } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

export { advance };

/**
 * Begins a stack with the permissions of `principal`; it goes on by `advance` over world.data.settings.stackSeconds.
 * Throws AwsFault where CloudFormation refuses at once: not allowed, the name is taken, a wrong template or parameter,
 * a rule that fails, a missing capability. What fails later (an unknown type or property, a name that IAM has already,
 * a missing permission) rolls the stack back.
 */
export async function createStack(world: World, input: CreateStackInput): Promise<Stack> {
  const { principal, accountId, region, stackName } = input;
  const account = world.account(accountId);
  if (!account) throw invalid(`The account ${accountId} does not exist.`);
  requireAllowed(world, {
    principal,
    action: 'cloudformation:CreateStack',
    resource: `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/*`,
  });
  checkStackName(stackName);
  if (
    account.stacks.some(
      (stack) => stack.name === stackName && stack.region === region && stack.deletedAt === null,
    )
  ) {
    throw new AwsFault('AlreadyExistsException', {
      status: 400,
      message: `Stack [${stackName}] already exists`,
    });
  }
  const templateBody = await readBody(world, input);
  const template = parseTemplate(templateBody);
  const values = parameterValues(template, input.parameters);
  checkCapabilities(template, input.capabilities);
  const stack = newStack(world, { input, template, templateBody, values });
  checkRules(template, stack);
  const queue = creationOrder(template).filter(existsIn(template, stack));
  account.stacks.push(stack);
  recordStack(world, {
    stack,
    change: { status: 'CREATE_IN_PROGRESS', reason: 'User Initiated', at: stack.createdAt },
  });
  begin(world, { stack, operation: 'create', queue: queue.map((id) => ({ action: 'create', id })) });
  return stack;
}

/** Begins to delete a stack with the permissions of `principal`. A stack that is deleted already stays as it is. */
export function deleteStack(
  world: World,
  { stack, principal }: { stack: Stack; principal: Principal },
): void {
  requireAllowed(world, { principal, action: 'cloudformation:DeleteStack', resource: stack.id });
  if (stack.deletedAt !== null || stack.status === 'DELETE_IN_PROGRESS') return;
  stack.principal = principal;
  recordStack(world, {
    stack,
    change: { status: 'DELETE_IN_PROGRESS', reason: 'User Initiated', at: world.nowIso() },
  });
  begin(world, {
    stack,
    operation: 'delete',
    queue: deletionsOf(stack, { template: parseTemplate(stack.templateBody), operation: 'delete' }),
  });
}

/** What a template asks for, without making anything. Throws ValidationError for one that is wrong. */
export function summarize(templateBody: string): TemplateSummary {
  const template = parseTemplate(templateBody);
  const resources = Object.values(template.Resources);
  const capability = capabilityOf(resources);
  return {
    description: template.Description,
    parameters: Object.entries(template.Parameters).map(([key, parameter]) => ({
      key,
      type: parameter.Type,
      defaultValue: parameter.Default === undefined ? null : String(parameter.Default),
      description: parameter.Description ?? '',
      noEcho: isNoEcho(parameter.NoEcho),
      allowedValues: (parameter.AllowedValues ?? []).map(String),
    })),
    resourceTypes: [...new Set(resources.map((resource) => resource.Type))],
    capabilities: capability === null ? [] : [capability],
  };
}

function begin(
  world: World,
  { stack, operation, queue }: { stack: Stack; operation: Plan['operation']; queue: Step[] },
): void {
  const at = world.nowIso();
  const stepMilliseconds = (world.data.settings.stackSeconds * 1000) / Math.max(1, queue.length);
  const plan: Plan = {
    operation,
    current: null,
    queue,
    waiting: [],
    nextAt: at,
    stepMilliseconds,
    failed: [],
  };
  beginPlan(world, { stack, plan, at });
}

async function readBody(world: World, { templateBody, templateUrl }: CreateStackInput): Promise<string> {
  if ((templateBody === undefined) === (templateUrl === undefined)) {
    throw invalid('Either Template URL or Template Body must be specified.');
  }
  const body = templateBody ?? (await readTemplateUrl(world, templateUrl ?? ''));
  const most = templateBody === undefined ? S3_BYTES : INLINE_BYTES;
  if (Buffer.byteLength(body) > most) {
    throw invalid(
      `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${most}`,
    );
  }
  return body;
}

function newStack(
  world: World,
  detail: {
    input: CreateStackInput;
    template: Template;
    templateBody: string;
    values: Record<string, string>;
  },
): Stack {
  const { input, template, templateBody, values } = detail;
  const { accountId, region, stackName, principal, capabilities } = input;
  return {
    id: `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/${world.newId()}`,
    name: stackName,
    accountId,
    region,
    description: template.Description,
    status: 'CREATE_IN_PROGRESS',
    statusReason: null,
    createdAt: world.nowIso(),
    deletedAt: null,
    parameters: Object.entries(values).map(([key, value]) => ({
      key,
      value,
      noEcho: isNoEcho(template.Parameters[key]?.NoEcho),
    })),
    capabilities,
    outputs: [],
    resources: [],
    events: [],
    templateBody,
    principal,
    engine: null,
  };
}

function checkCapabilities(template: Template, given: string[]): void {
  const needed = capabilityOf(Object.values(template.Resources));
  if (needed === null || given.includes(needed) || given.includes('CAPABILITY_NAMED_IAM')) return;
  throw new AwsFault('InsufficientCapabilitiesException', {
    status: 400,
    message: `Requires capabilities : [${needed}]`,
  });
}

function checkRules(template: Template, stack: Stack): void {
  const failed = orInvalid(() => failedAssertions(template, scopeValues(template, stack)));
  if (failed.length > 0) throw invalid(`Template validation error: ${failed.join(' ')}`);
}

/** Whether a resource's condition holds. Every condition is worked out first, so that an unknown function is refused at once. */
function existsIn(template: Template, stack: Stack): (id: string) => boolean {
  const holds = conditionsOf(template, scopeValues(template, stack));
  orInvalid(() => Object.keys(template.Conditions).map(holds));
  return (id) => {
    const name = template.Resources[id]?.Condition;
    return name === undefined || orInvalid(() => holds(name));
  };
}

function orInvalid<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof TemplateFault ? invalid(error.message) : error;
  }
}

function isNoEcho(value: boolean | string | undefined): boolean {
  return value === true || value === 'true';
}

function requireAllowed(
  world: World,
  request: { principal: Principal; action: string; resource: string },
): void {
  const { principal, action, resource } = request;
  const { allowed, reason } = world.authorize(principal, { action, resource });
  if (!allowed) throw accessDenied(principal, { action, resource, reason });
}

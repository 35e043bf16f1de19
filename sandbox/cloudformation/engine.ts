import {
  checkCapabilities,
  isNoEcho,
  orderOf,
  readBody,
  requireAllowed,
} from '@/sandbox/cloudformation/checks';
import { parameterValues } from '@/sandbox/cloudformation/parameters';
import { advance, begin } from '@/sandbox/cloudformation/progress';
import { checkStackName, recordStack } from '@/sandbox/cloudformation/record';
import { capabilityOf } from '@/sandbox/cloudformation/resources/registry';
import { deletionsOf } from '@/sandbox/cloudformation/steps';
import { invalid, parseTemplate, type Template } from '@/sandbox/cloudformation/template';
import { updateStack } from '@/sandbox/cloudformation/update';
import type { CreateStackInput, TemplateSummary } from '@/sandbox/engine-port';
import { AwsFault } from '@/sandbox/fault';
import type { Principal, Stack } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

export { advance, updateStack };

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
  const queue = orderOf(template, stack);
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

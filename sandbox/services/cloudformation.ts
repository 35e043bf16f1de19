import {
  CreateStackOutput$,
  DescribeStackEventsOutput$,
  DescribeStacksOutput$,
  GetTemplateSummaryOutput$,
  UpdateStackOutput$,
} from '@aws-sdk/client-cloudformation';
import { accountOf, type Call, requireAccess, signedPrincipal } from '@/sandbox/api/call';
import { type Input, listInput, type Service, textInput } from '@/sandbox/api/service';
import { AwsFault } from '@/sandbox/fault';
import { readTemplateUrl } from '@/sandbox/services/template-url';
import type { Stack } from '@/sandbox/state';

export const cloudformation = {
  name: 'cloudformation',
  protocol: 'query',
  region: 'any',
  xmlns: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  operations: {
    DescribeStacks: describeStacks,
    DescribeStackEvents: describeStackEvents,
    CreateStack: createStack,
    UpdateStack: updateStack,
    DeleteStack: deleteStack,
    GetTemplateSummary: getTemplateSummary,
  },
} satisfies Service;

function describeStacks(call: Call, input: Input) {
  const name = textInput(input, 'StackName');
  const stacks =
    name === undefined
      ? everyStack(call)
      : [namedStack(call, { action: 'cloudformation:DescribeStacks', name })];
  return { schema: DescribeStacksOutput$, value: { Stacks: stacks.map(wireStack) } };
}

/** The newest event first. */
function describeStackEvents(call: Call, input: Input) {
  const name = textInput(input, 'StackName') ?? '';
  const stack = namedStack(call, { action: 'cloudformation:DescribeStackEvents', name });
  return {
    schema: DescribeStackEventsOutput$,
    value: {
      StackEvents: stack.events.toReversed().map((event) => ({
        StackId: stack.id,
        EventId: event.eventId,
        StackName: stack.name,
        LogicalResourceId: event.logicalId,
        PhysicalResourceId: event.physicalId,
        ResourceType: event.type,
        Timestamp: new Date(event.at),
        ResourceStatus: event.status,
        ResourceStatusReason: event.reason ?? undefined,
      })),
    },
  };
}

async function createStack(call: Call, input: Input) {
  const { accountId } = signedPrincipal(call);
  const stack = await call.engine.createStack(call.world, {
    principal: call.principal,
    accountId,
    region: call.region,
    stackName: textInput(input, 'StackName') ?? '',
    templateBody: textInput(input, 'TemplateBody'),
    templateUrl: textInput(input, 'TemplateURL'),
    parameters: readParameters(input),
    capabilities: listInput(input, 'Capabilities'),
  });
  return { schema: CreateStackOutput$, value: { StackId: stack.id } };
}

/** Values that are said to stay, or are not named, stay; without UsePreviousTemplate a template is asked for. */
async function updateStack(call: Call, input: Input) {
  const name = textInput(input, 'StackName') ?? '';
  const stack = namedStack(call, { action: 'cloudformation:UpdateStack', name });
  const keeps = textInput(input, 'UsePreviousTemplate') === 'true';
  const templateBody = textInput(input, 'TemplateBody');
  const templateUrl = textInput(input, 'TemplateURL');
  if (keeps === (templateBody !== undefined || templateUrl !== undefined)) {
    throw invalid('Either Template URL or Template Body must be specified.');
  }
  await call.engine.updateStack(call.world, {
    stack,
    principal: call.principal,
    ...(templateBody !== undefined && { templateBody }),
    ...(templateUrl !== undefined && { templateUrl }),
    parameters: readParameters(input),
    capabilities: listInput(input, 'Capabilities'),
  });
  return { schema: UpdateStackOutput$, value: { StackId: stack.id } };
}

async function deleteStack(call: Call, input: Input) {
  const name = textInput(input, 'StackName') ?? '';
  const stack = findStack(call, name);
  requireAccess(call, {
    action: 'cloudformation:DeleteStack',
    resource: stack?.id ?? unknownArn(call, name),
  });
  if (stack) await call.engine.deleteStack(call.world, { stack, principal: call.principal });
  return { schema: [3, '', 'DeleteStackOutput', 0, [], []], value: {} };
}

async function getTemplateSummary(call: Call, input: Input) {
  requireAccess(call, { action: 'cloudformation:GetTemplateSummary', resource: '*' });
  const url = textInput(input, 'TemplateURL');
  const body = textInput(input, 'TemplateBody') ?? (url && (await readTemplateUrl(call.world, url)));
  if (!body) throw invalid('Either TemplateBody or TemplateURL must be specified.');
  const summary = call.engine.summarize(body);
  return {
    schema: GetTemplateSummaryOutput$,
    value: {
      Description: summary.description,
      Capabilities: summary.capabilities,
      ResourceTypes: summary.resourceTypes,
      Parameters: summary.parameters.map((parameter) => ({
        ParameterKey: parameter.key,
        ParameterType: parameter.type,
        DefaultValue: parameter.defaultValue ?? undefined,
        Description: parameter.description,
        NoEcho: parameter.noEcho,
        ParameterConstraints: { AllowedValues: parameter.allowedValues },
      })),
      Version: '2010-09-09',
    },
  };
}

/** Without a name every stack that is not deleted is listed, which needs the permission on every stack. */
function everyStack(call: Call): Stack[] {
  requireAccess(call, { action: 'cloudformation:DescribeStacks', resource: '*' });
  return accountOf(call).stacks.filter((stack) => stack.region === call.region && stack.deletedAt === null);
}

/** A deleted stack is found by its ARN only. */
function namedStack(call: Call, { action, name }: { action: string; name: string }): Stack {
  const stack = findStack(call, name);
  requireAccess(call, { action, resource: stack?.id ?? unknownArn(call, name) });
  if (!stack) throw invalid(`Stack with id ${name} does not exist`);
  return stack;
}

function findStack(call: Call, name: string): Stack | undefined {
  const stacks = accountOf(call).stacks.filter((stack) => stack.region === call.region);
  if (name.startsWith('arn:')) return stacks.find((stack) => stack.id === name);
  return stacks.findLast((stack) => stack.name === name && stack.deletedAt === null);
}

function unknownArn(call: Call, name: string): string {
  if (name.startsWith('arn:')) return name;
  return `arn:aws:cloudformation:${call.region}:${accountOf(call).id}:stack/${name}/*`;
}

function wireStack(stack: Stack): Record<string, unknown> {
  return {
    StackId: stack.id,
    StackName: stack.name,
    Description: stack.description,
    Parameters: stack.parameters.map(({ key, value, noEcho }) => ({
      ParameterKey: key,
      ParameterValue: noEcho ? '****' : value,
    })),
    CreationTime: new Date(stack.createdAt),
    LastUpdatedTime: stack.updatedAt === undefined ? undefined : new Date(stack.updatedAt),
    DeletionTime: stack.deletedAt === null ? undefined : new Date(stack.deletedAt),
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason ?? undefined,
    DisableRollback: false,
    Capabilities: stack.capabilities,
    Outputs: stack.outputs.map(({ key, value, description }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
    })),
    Tags: [],
    EnableTerminationProtection: false,
  };
}

/** `Parameters.member.1.ParameterKey` and so on; one with UsePreviousValue is left out. */
function readParameters(input: Input): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (let index = 1; ; index++) {
    const key = textInput(input, `Parameters.member.${index}.ParameterKey`);
    if (key === undefined) return parameters;
    if (textInput(input, `Parameters.member.${index}.UsePreviousValue`) === 'true') continue;
    parameters[key] = textInput(input, `Parameters.member.${index}.ParameterValue`) ?? '';
  }
}

function invalid(message: string): AwsFault {
  return new AwsFault('ValidationError', { status: 400, message });
}

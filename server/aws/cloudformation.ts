import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { type AwsPlace, clientOptions } from './place';
import type { AwsCredentials, StackSighting } from './port';
import { templates } from './templates/publish';
import { TEMPLATE_VERSION, VERSION_OUTPUT } from './templates/version';

/** The stack of a name or an ID and its newest 100 events (one page), oldest first. Null when AWS knows none. */
export async function describeStack(
  place: AwsPlace,
  wanted: { credentials: AwsCredentials; stackName: string },
): Promise<StackSighting | null> {
  const client = new CloudFormationClient(clientOptions(place, { credentials: wanted.credentials }));
  const stack = await firstStack(client, wanted.stackName);
  if (!stack?.StackId || !stack.StackStatus) return null;
  const { StackEvents = [] } = await client.send(
    new DescribeStackEventsCommand({ StackName: wanted.stackName }),
  );
  return {
    id: stack.StackId,
    status: stack.StackStatus,
    reason: wordsOf(stack.StackStatusReason),
    updatedAt: stack.LastUpdatedTime?.toISOString() ?? null,
    parameters: parametersOf(stack),
    templateVersion: versionOf(stack),
    events: StackEvents.map(eventOf).reverse(),
  };
}

/** CloudFormation takes 4,096 characters for a value; no value of ours is half as long. */
const LONGEST_VALUE = 2_048;

const ourParameters: ReadonlySet<string> = new Set(
  Object.values(templates).flatMap(({ Parameters }) => Object.keys(Parameters)),
);

/** Whoever made the stack chose what it holds: only what our templates have is kept, and no more of it than a value of ours can be. */
export function parametersOf({ Parameters = [] }: Pick<Stack, 'Parameters'>): Record<string, string> {
  const kept = Parameters.flatMap(({ ParameterKey: name = '', ParameterValue: value = '' }) =>
    ourParameters.has(name) ? [[name, value.slice(0, LONGEST_VALUE)] as const] : [],
  );
  return Object.fromEntries(kept);
}

export function versionOf({ Outputs = [] }: Pick<Stack, 'Outputs'>): string | null {
  const said = Outputs.find(({ OutputKey }) => OutputKey === VERSION_OUTPUT)?.OutputValue ?? '';
  return TEMPLATE_VERSION.test(said) ? said : null;
}

async function firstStack(client: CloudFormationClient, name: string) {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks[0];
  } catch (error) {
    // CloudFormation has no error of its own for a stack that is not there: ValidationError, "… does not exist".
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message))
      return null;
    throw error;
  }
}

/** Whoever owns the account can write a reason, by a custom resource of their own; people above read it, and databases take no NUL. */
export function wordsOf(reason: string | undefined): string | null {
  if (reason === undefined) return null;
  return reason.replace(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').slice(0, LONGEST_REASON);
}

const LONGEST_REASON = 1_000;

function eventOf(event: StackEvent): StackSighting['events'][number] {
  return {
    id: event.EventId ?? '',
    resource: event.LogicalResourceId ?? '',
    status: event.ResourceStatus ?? '',
    reason: wordsOf(event.ResourceStatusReason),
    at: event.Timestamp?.toISOString() ?? '',
  };
}

import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { type AwsPlace, clientOptions } from './place';
import type { AwsCredentials, StackSighting } from './port';

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
    reason: stack.StackStatusReason ?? null,
    updatedAt: stack.LastUpdatedTime?.toISOString() ?? null,
    events: StackEvents.map(eventOf).reverse(),
  };
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

function eventOf(event: StackEvent): StackSighting['events'][number] {
  return {
    id: event.EventId ?? '',
    resource: event.LogicalResourceId ?? '',
    status: event.ResourceStatus ?? '',
    reason: event.ResourceStatusReason ?? null,
    at: event.Timestamp?.toISOString() ?? '',
  };
}

import type { TemplateParameter } from '@/server/aws/templates/document';
import { hookTypes } from '@/server/aws/templates/hooks';
import { insightSwitches } from '@/server/aws/templates/insights-template';
import { templateKindOf, templates } from '@/server/aws/templates/publish';
import type { ConnectionRow } from '@/server/db/tables';
import { templateValues } from '../connections/template-values';
import type { StackRequest } from './request';

export interface Verdict {
  /** What CloudFormation is told; `reason` stands in its console beside a stack that failed. */
  answer: { status: 'SUCCESS' | 'FAILED'; reason: string };
  /** Whether the connection is looked at now. Nothing else follows from a message. */
  look: boolean;
}

interface Known {
  /** The connection that the message names; undefined when there is none. */
  connection: ConnectionRow | undefined;
  /** Who the IAM role trusts; null when AWS did not tell, then it is not compared. */
  principal: string | null;
}

/**
 * What a request is answered with. It may be forged, so no reason holds a value of ours. Only a Create is ever refused: CloudFormation
 * sends an update that it takes back as another Update, with the old values, and refusing that, or a Delete, leaves a stack from which
 * the person has no way out.
 */
export function judgeRequest(request: StackRequest, known: Known): Verdict {
  const { connection } = known;
  const look = connection !== undefined && isOfThis(request, connection);
  if (request.type !== 'Create') return { answer: fine, look };
  const why = whyRefused(request, known);
  return { answer: why === null ? fine : { status: 'FAILED', reason: `${why} ${todo}` }, look };
}

const fine = { status: 'SUCCESS', reason: '' } as const;
const todo = 'Delete this stack, then open the link in Tributary again.';

/** A Delete counts for the stack that our own look has recorded, anything else by its account and IAM role. */
function isOfThis(request: StackRequest, connection: ConnectionRow): boolean {
  if (request.type === 'Delete') return connection.stack_id === request.stackId;
  return (
    request.accountId === connection.account_id &&
    connection.role_name !== null &&
    request.values.RoleName === connection.role_name
  );
}

function whyRefused(request: StackRequest, { connection, principal }: Known): string | null {
  const isOurs = Object.values<string>(hookTypes).includes(request.resourceType);
  if (!isOurs) return `Tributary does not know the resource type ${request.resourceType}.`;
  if (connection === undefined || connection.role_name === null)
    return 'Tributary does not know the connection that this stack was made for.';
  if (connection.state === 'disconnected') return 'The connection was disconnected in Tributary.';
  if (request.region !== 'us-east-1') return 'The stack must be created in US East (N. Virginia), us-east-1.';
  if (request.accountId !== connection.account_id)
    return 'This is not the AWS account that was entered in Tributary. Sign in to that account.';
  const others = changedValues(request, { connection, principal });
  if (others.length === 0) return null;
  return `${inWords(others)} not what Tributary filled in: edited here, or from before a newer attempt in Tributary.`;
}

/** Names of the template's parameters whose value is not ours. What an older template does not send is not compared. */
function changedValues(
  request: StackRequest,
  of: { connection: ConnectionRow; principal: string | null },
): string[] {
  const { connection, principal } = of;
  const values = templateValues(connection, principal ?? '');
  const parameters: [string, TemplateParameter][] = Object.entries(
    templates[templateKindOf(connection)].Parameters,
  );
  const compared = parameters.filter(
    ([name]) => !notCompared.has(name) && !(name === 'TrustedPrincipal' && principal === null),
  );
  return compared.flatMap(([name, { Default }]) => {
    const sent = request.values[name];
    return sent === undefined || sent === (values[name] ?? Default ?? '') ? [] : [name];
  });
}

/** Insights may be switched by the customer; their check says which are not allowed. */
const notCompared = new Set<string>(['DoorbellTopicArn', 'ConnectionId', ...Object.values(insightSwitches)]);

function inWords(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length === 1
    ? `The value of ${last} is`
    : `The values of ${names.slice(0, -1).join(', ')} and ${last} are`;
}

import type { TemplateQuery } from '@/lib/connections';
import { cloudShellCommand } from '@/server/aws/templates/cloud-shell';
import { bakedTemplate, publishedTemplate, templateKindOf } from '@/server/aws/templates/publish';
import { stackSetCommands } from '@/server/aws/templates/stack-set';
import { terraformModule } from '@/server/aws/templates/terraform';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { fetchForStep } from './guard';
import { principalOrRefusal } from './open-stack';
import { readStackGiven } from './stack-difference';
import { doorbellValues, templateValues } from './template-values';

/**
 * What creates this connection's stack without a link, its values baked in: the template as a file, the command for AWS CloudShell,
 * or the same resources for Terraform. Needs the names, which step 4 makes.
 */
export async function templateDownload(
  ctx: Ctx,
  input: TemplateQuery,
): Promise<{ fileName: string; body: string }> {
  const { connectionId, as, boundary } = input;
  const principal = await principalOrRefusal(ctx);
  const { connection } = await withScope(ctx, (tx) =>
    fetchForStep(tx, { ctx, connectionId, permission: 'connection:write', step: 'stack' }),
  );
  const file = fileOf(ctx, { connection, as, boundary, principal });
  if (file) return file;
  throw new AppError('conflict', {
    happened: 'The names of the stack are not made yet.',
    todo: 'Open the CloudFormation step and start there.',
  });
}

/** One of the ways beside the link; null before step 4 has made the names. */
export function fileOf(
  ctx: Pick<Ctx, 'settings'>,
  of: Pick<TemplateQuery, 'as' | 'boundary'> & { connection: ConnectionRow; principal: string },
): { fileName: string; body: string } | null {
  const { connection, as = 'template', boundary, principal } = of;
  const { stack_name: stackName, account_id: accountId } = connection;
  if (!stackName || !accountId) return null;
  const kind = templateKindOf(connection);
  const values = templateValues(connection, principal);
  if (as === 'terraform') {
    return {
      fileName: `${stackName}.tf.json`,
      body: terraformModule(kind, { values, accountId, stackName, boundary }),
    };
  }
  if (as === 'stackset')
    return kind === 'insights' ? stackSetFile(ctx, { connection, accountId, values }) : null;
  const bell = as === 'update' ? doorbellOfStack(connection) : doorbellValues(ctx, connection);
  const template = bakedTemplate(kind, { ...values, ...bell }, boundary);
  return as === 'cloudshell'
    ? { fileName: `${stackName}.sh`, body: cloudShellCommand({ stackName, template }) }
    : { fileName: `${stackName}.json`, body: template };
}

/** A stack that stands keeps the doorbell that it has, or has none: CloudFormation lets no update change the topic of its hooks. */
function doorbellOfStack({ stack_given_json }: ConnectionRow): Record<string, string> {
  const { parameters = {} } = readStackGiven(stack_given_json) ?? {};
  const { DoorbellTopicArn = '', ConnectionId = '' } = parameters;
  return { DoorbellTopicArn, ConnectionId };
}

/** Without a doorbell: the values that an account overrides are its own, and a stack is found without one. */
function stackSetFile(
  ctx: Pick<Ctx, 'settings'>,
  of: { connection: ConnectionRow; accountId: string; values: Record<string, string> },
): { fileName: string; body: string } {
  const { connection, accountId, values } = of;
  const { templateBaseUrl } = ctx.settings;
  const isOffered = templateBaseUrl !== null && connection.link_withheld === null;
  const templateUrl = isOffered ? `${templateBaseUrl}/${publishedTemplate('insights').fileName}` : null;
  return {
    fileName: `${connection.stack_name}-stackset.sh`,
    body: stackSetCommands({ accountId, values, templateUrl }),
  };
}

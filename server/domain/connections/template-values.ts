import { z } from 'zod';
import { AwsTrouble } from '@/lib/aws-trouble';
import { InsightKind, insightKinds } from '@/lib/insights';
import { quickCreateUrl } from '@/lib/quick-create';
import { insightSwitches } from '@/server/aws/templates/insights-template';
import { publishedTemplate, type TemplateKind, templateKindOf } from '@/server/aws/templates/publish';
import type { Ctx } from '@/server/context';
import type { ConnectionRow } from '@/server/db/tables';

const Wanted = z.array(InsightKind);

/** The insights that an account with insights is linked for. */
export function wantedInsights(connection: Pick<ConnectionRow, 'insights_wanted_json'>): InsightKind[] {
  return Wanted.parse(JSON.parse(connection.insights_wanted_json));
}

/** Who the customer's IAM role trusts: what the operator configured, else the account that Tributary acts from. Asks AWS. */
export async function trustedPrincipal(ctx: Pick<Ctx, 'aws' | 'settings'>): Promise<string> {
  return ctx.settings.operatorPrincipalArn ?? `arn:aws:iam::${await ctx.aws.ownAccount()}:root`;
}

/** The values of the template's parameters for this connection; those without a value keep their default. */
export function templateValues(connection: ConnectionRow, principal: string): Record<string, string> {
  const { account_id, role_name, policy_name, bucket, kms_key_arn } = connection;
  if (!account_id || !role_name || !policy_name) throw new Error('The connection has no names yet');
  const common = {
    TrustedPrincipal: principal,
    // A stack that is made or updated while a rotation is under way gets the one value that it is to have after it.
    ExternalId: connection.next_external_id ?? connection.external_id,
    ExpectedAccountId: account_id,
    RoleName: role_name,
    PolicyName: policy_name,
  };
  if (connection.purpose === 'insights') {
    return { ...common, ...switchValues(connection) };
  }
  if (!bucket) throw new Error('The connection has no bucket yet');
  return { ...common, BucketName: bucket, ...(kms_key_arn ? { KmsKeyArn: kms_key_arn } : {}) };
}

/** What lets the stack ring; nothing where the operator has no doorbell. Terraform knows no such hooks. */
export function doorbellValues(
  ctx: Pick<Ctx, 'settings'>,
  connection: Pick<ConnectionRow, 'id'>,
): Record<string, string> {
  const { doorbell } = ctx.settings;
  return doorbell === null ? {} : { DoorbellTopicArn: doorbell.topicArn, ConnectionId: connection.id };
}

/** Each insight is a parameter of its own, switched by what is wanted. */
export function switchValues(
  connection: Pick<ConnectionRow, 'insights_wanted_json'>,
): Record<string, string> {
  const wanted = wantedInsights(connection);
  const switches = insightKinds.map(
    (kind) => [insightSwitches[kind], wanted.includes(kind) ? 'yes' : 'no'] as const,
  );
  return Object.fromEntries(switches);
}

/**
 * Why no link is given out for a template; null when there is nothing to say: no template bucket, or the published file is byte for
 * byte that of this version. Asks AWS.
 */
export async function whyWithheld(
  ctx: Pick<Ctx, 'aws' | 'settings' | 'log'>,
  kind: TemplateKind,
): Promise<string | null> {
  const { templateBaseUrl } = ctx.settings;
  if (templateBaseUrl === null) return null;
  const { fileName, text } = publishedTemplate(kind);
  const url = `${templateBaseUrl}/${fileName}`;
  try {
    const published = await ctx.aws.publishedTemplate(url);
    if (published === text) return null;
    const why = published === null ? 'it is not published' : 'what is published differs from it';
    ctx.log.error({ url, why }, 'the template of this version is not offered by link');
    return `The template of this version cannot be opened by a link: ${why}.`;
  } catch (error) {
    if (!(error instanceof AwsTrouble)) throw error;
    return `The published template could not be compared with that of this version (${error.awsName}).`;
  }
}

/** The quick-create link; null without a template bucket, then the download is the way. */
export function linkFor(
  ctx: Pick<Ctx, 'settings'>,
  of: { connection: ConnectionRow; principal: string },
): string | null {
  const { templateBaseUrl, consoleUrl } = ctx.settings;
  const { connection } = of;
  if (templateBaseUrl === null || !connection.stack_name) return null;
  return quickCreateUrl({
    templateUrl: `${templateBaseUrl}/${publishedTemplate(templateKindOf(connection)).fileName}`,
    stackName: connection.stack_name,
    parameters: { ...templateValues(connection, of.principal), ...doorbellValues(ctx, connection) },
    consoleUrl: consoleUrl ?? undefined,
  });
}

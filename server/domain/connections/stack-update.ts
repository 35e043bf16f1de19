import { awsLinks } from '@/lib/aws-links';
import type { ConnectionLook, ConnectionRef } from '@/lib/connections';
import { remediesOf } from '@/lib/findings/remedies';
import type { RestoreSteps, StackUpdateView, UpdateSteps } from '@/lib/stack-update';
import { can } from '@/server/auth/actor';
import { updateCommand } from '@/server/aws/templates/cloud-shell';
import { filledTemplate } from '@/server/aws/templates/fill';
import { publishedTemplate, templateKindOf } from '@/server/aws/templates/publish';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { differenceNow, isBehindNow, updateRuns, valuesNow } from './behind';
import { fetchConnection } from './fetch';
import { roleFindings } from './role-findings';
import { readStackGiven, type StackGiven, stackWanted } from './stack-difference';
import { nameOfStack } from './stack-of-set';
import { whyWithheld } from './template-values';
import { watchUpdate } from './update-look';

type Configured = Pick<Ctx, 'settings'>;

/** Everything that the page "Update the stack" needs. Asks whether the published template is that of this version. */
export async function stackUpdate(ctx: Ctx, input: ConnectionRef): Promise<StackUpdateView> {
  const find = () =>
    withScope(ctx, (tx) => fetchConnection(tx, { ctx, ...input, permission: 'connection:read' }));
  const { connection: row } = await find();
  if (row.stack_name === null || row.role_name === null || row.policy_name === null) throw noStack();
  const behind = isBehindNow(ctx, row);
  const withheld = behind ? await whyWithheld(ctx, templateKindOf(row)) : null;
  const place = { consoleUrl: ctx.settings.consoleUrl ?? undefined, roleName: row.role_name };
  return {
    state: stateOf(row, behind),
    stackName: nameOfStack(row),
    status: row.stack_status,
    reason: row.stack_reason,
    updatedAt: row.stack_updated_at,
    lookedAt: [row.polled_at, row.validated_at].toSorted().findLast((at) => at !== null) ?? null,
    nextLookAt: row.next_update_look_at,
    steps: behind ? stepsOf(ctx, { row, withheld }) : null,
    restore: restoreOf(ctx, row),
    links: {
      stack: row.stack_id ? awsLinks.stackInfo({ ...place, stackId: row.stack_id }) : awsLinks.stacks(place),
      trust: awsLinks.role(place),
      permissions: awsLinks.rolePermissions(place),
    },
  };
}

function noStack(): AppError {
  return new AppError('conflict', {
    happened: 'This connection has no stack yet.',
    todo: 'Open the CloudFormation step and start there.',
  });
}

function stateOf(row: ConnectionRow, behind: boolean): StackUpdateView['state'] {
  const status = row.stack_status ?? '';
  if (updateRuns(row)) return /ROLLBACK/.test(status) ? 'rolling_back' : 'updating';
  if (/^UPDATE_(ROLLBACK_COMPLETE|ROLLBACK_FAILED|FAILED)$/.test(status) && behind) return 'rolled_back';
  if (behind) return 'waiting';
  if (row.stack_given_json === null) return 'unknown';
  return status === 'UPDATE_COMPLETE' ? 'updated' : 'current';
}

function stepsOf(ctx: Configured, of: { row: ConnectionRow; withheld: string | null }): UpdateSteps | null {
  const { row, withheld } = of;
  const given = readStackGiven(row.stack_given_json);
  const difference = differenceNow(ctx, row);
  const { templateBaseUrl } = ctx.settings;
  if (given === null || difference === null || row.stack_name === null) return null;
  const kind = templateKindOf(row);
  const url =
    templateBaseUrl === null || withheld !== null
      ? null
      : `${templateBaseUrl}/${publishedTemplate(kind).fileName}`;
  return {
    difference,
    templateUrl: url,
    download: `/connections/${row.id}/template?as=update`,
    changes: changesOf(ctx, { row, given }),
    command: updateCommand({
      stackName: row.stack_name,
      kind,
      kept: Object.keys(given.parameters),
      changed: Object.fromEntries(difference.parameters.map(({ name, wanted }) => [name, wanted])),
    }),
  };
}

/** The resources of the template of now whose properties follow the values. */
function changesOf(ctx: Configured, of: { row: ConnectionRow; given: StackGiven }): UpdateSteps['changes'] {
  const { row, given } = of;
  const { account_id: accountId, stack_name: stackName } = row;
  if (accountId === null || stackName === null) return [];
  const kind = templateKindOf(row);
  const all = { ExternalId: row.external_id, ...given.parameters };
  const { ExternalId = row.external_id, ...values } = valuesNow(ctx, of);
  const wanted = { ...all, ...stackWanted(kind, values).values, ExternalId };
  const [before, after] = [{ ...wanted, ...all }, wanted].map((values) =>
    filledTemplate(kind, { values, accountId, stackName }),
  );
  return Object.entries(after ?? {}).flatMap(([resource, { Type: type, Properties }]) =>
    JSON.stringify(before?.[resource]?.Properties) === JSON.stringify(Properties) ? [] : [{ resource, type }],
  );
}

/** What an IAM role that was changed by hand is put back to. */
function restoreOf(ctx: Configured, row: ConnectionRow): RestoreSteps | null {
  const { policy, trust } = remediesOf(roleFindings(row));
  const { account_id: accountId, role_name: roleName, policy_name: policyName } = row;
  const stackName = nameOfStack(row);
  const given = readStackGiven(row.stack_given_json);
  const isKnown = ctx.settings.operatorPrincipalArn !== null || given !== null;
  if (!(policy || trust) || !accountId || !stackName || !roleName || !policyName) return null;
  const values = valuesNow(ctx, { row, given });
  const made = filledTemplate(templateKindOf(row), { values, accountId, stackName });
  const text = (document: unknown) => JSON.stringify(document, null, 2);
  return {
    trust: trust && isKnown ? text(made.Role?.Properties.AssumeRolePolicyDocument) : null,
    policy: policy ? text(made.Policy?.Properties.PolicyDocument) : null,
    roleName,
    policyName,
  };
}

export interface UpdateProgress {
  state: string;
  running: boolean;
}

/** What the open page asks every few seconds: from the database alone. For those who work on it the looking goes on. */
export async function pollUpdate(ctx: Ctx, input: ConnectionRef): Promise<UpdateProgress> {
  return withScope(ctx, async (tx) => {
    const { connection } = await fetchConnection(tx, { ctx, ...input, permission: 'connection:read' });
    const behind = isBehindNow(ctx, connection);
    const isAwaited = behind || updateRuns(connection) || connection.next_external_id !== null;
    const wakes = isAwaited && can(ctx.actor, 'connection:write', connection.tenant_id);
    const row = wakes ? await watchUpdate(tx, { ctx, connection, anew: false }) : connection;
    return progressOf(row, behind);
  });
}

function progressOf(row: ConnectionRow, behind: boolean): UpdateProgress {
  const { stack_status, stack_updated_at, findings_json, rotation_started_at, rotation_seen_at } = row;
  const seen = [stateOf(row, behind), stack_status, stack_updated_at, findings_json.length];
  const state = [...seen, rotation_started_at, rotation_seen_at].join(' ');
  return { state, running: row.next_update_look_at !== null };
}

/** "I started the update": looked for from now on, often at first. */
export async function updateStarted(ctx: Ctx, input: ConnectionLook): Promise<UpdateProgress> {
  return withScope(ctx, async (tx) => {
    const { connection } = await fetchConnection(tx, {
      ctx,
      connectionId: input.connectionId,
      permission: 'connection:write',
    });
    if (connection.stack_name === null) throw noStack();
    const row = await watchUpdate(tx, { ctx, connection, anew: true });
    return progressOf(row, isBehindNow(ctx, row));
  });
}

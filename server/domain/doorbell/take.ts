import { AwsTrouble } from '@/lib/aws-trouble';
import type { SystemActor } from '@/server/auth/actor';
import type { QueueMessage } from '@/server/aws/port';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { MessageRow } from '@/server/db/work-tables';
import { readConnection } from '../connections/fetch';
import { ring } from '../connections/look-now';
import { trustedPrincipal } from '../connections/template-values';
import { judgeRequest } from './judge';
import { type Read, readMessage, type StackRequest } from './request';

/** Anybody can send what makes no sense, as fast as they like: of an hour no more is kept than an operator would look at. */
const SET_ASIDE_AN_HOUR = 500;
const HOUR_MS = 60 * 60_000;

/** So much is kept of a message that nobody can read, for the operator. */
const EXCERPT = 500;

/**
 * Writes a message of the doorbell into the inbox, with the answer that CloudFormation will get, and enqueues what follows: the answer
 * and a look. After that it may leave the queue. A message that is there already changes nothing; one that makes no sense is set aside
 * with the reason.
 */
export async function takeMessage(ctx: Ctx<SystemActor>, message: QueueMessage): Promise<void> {
  const { doorbell } = ctx.settings;
  if (doorbell === null) throw new Error('There is no doorbell');
  const read = readMessage(message, {
    topicArn: doorbell.topicArn,
    isAnswerAddress: (url) => ctx.aws.isAnswerAddress(url),
  });
  if ('poison' in read) {
    await setAside(ctx, { read, body: message.body });
    return;
  }
  const principal = await principalIfKnown(ctx);
  await withScope(ctx, (tx) => write(tx, { ctx, read, principal }));
}

async function setAside(
  ctx: Ctx<SystemActor>,
  of: { read: Extract<Read, { poison: string }>; body: string },
): Promise<void> {
  const { messageId, poison } = of.read;
  const excerpt = of.body.slice(0, EXCERPT).replace(/[^\x20-\x7e]/g, '?');
  await withScope(ctx, async (tx) => {
    if (await isFull(tx, ctx)) return;
    await insert(tx, { ...untouched(ctx), message_id: messageId, set_aside: poison, excerpt });
  });
  ctx.log.warn({ message: messageId, why: poison }, 'a message of the doorbell was set aside');
}

async function isFull(tx: Tx, ctx: Ctx): Promise<boolean> {
  const kept = await tx
    .selectFrom('messages')
    .select('id')
    .where('received_at', '>', new Date(ctx.now().getTime() - HOUR_MS).toISOString())
    .where('set_aside', 'is not', null)
    .limit(SET_ASIDE_AN_HOUR)
    .execute();
  return kept.length === SET_ASIDE_AN_HOUR;
}

async function write(
  tx: Tx,
  of: { ctx: Ctx<SystemActor>; read: { messageId: string; request: StackRequest }; principal: string | null },
): Promise<void> {
  const { ctx, read, principal } = of;
  const { messageId, request } = read;
  const connection = await readConnection(tx, { ctx, connectionId: request.connectionId });
  const { answer, look } = judgeRequest(request, { connection, principal });
  const row: MessageRow = {
    ...untouched(ctx),
    message_id: messageId,
    request_type: request.type,
    resource_type: request.resourceType,
    stack_id: request.stackId,
    logical_id: request.logicalId,
    request_id: request.requestId,
    connection_id: connection?.id ?? null,
    response_url: request.responseUrl,
    answer_json: JSON.stringify(bodyOf(request, answer)),
  };
  if (!(await insert(tx, row))) return;
  await ctx.jobs.enqueue(tx, 'doorbell.answer', { messageId: row.id }, { key: `answer:${row.id}` });
  if (look && connection) await ring(tx, { ctx, connection });
}

/** What CloudFormation reads. A resource keeps its name for good: a new one would make CloudFormation delete the old. */
function bodyOf(request: StackRequest, answer: { status: string; reason: string }) {
  return {
    Status: answer.status,
    Reason: answer.reason,
    PhysicalResourceId: request.physicalId ?? `${request.stackName}-${request.logicalId}`,
    StackId: request.stackId,
    RequestId: request.requestId,
    LogicalResourceId: request.logicalId,
  };
}

/** False when the message came before. */
async function insert(tx: Tx, row: MessageRow): Promise<boolean> {
  const made = await tx
    .insertInto('messages')
    .values(row)
    .onConflict((conflict) => conflict.column('message_id').doNothing())
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

function untouched(ctx: Ctx) {
  return {
    id: ctx.newId(),
    received_at: ctx.now().toISOString(),
    request_type: null,
    resource_type: null,
    stack_id: null,
    logical_id: null,
    request_id: null,
    connection_id: null,
    response_url: null,
    answer_json: null,
    attempts: 0,
    answered_at: null,
    set_aside: null,
    excerpt: null,
  } satisfies Partial<MessageRow>;
}

/** Outside any transaction: without a configured principal AWS is asked. */
async function principalIfKnown(ctx: Ctx): Promise<string | null> {
  try {
    return await trustedPrincipal(ctx);
  } catch (error) {
    if (error instanceof AwsTrouble) return null;
    throw error;
  }
}

import { AwsTrouble, isPassing } from '@/lib/aws-trouble';
import type { SystemActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';

/** CloudFormation listens for an hour at most. */
const HOUR_MS = 60 * 60 * 1_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Answers CloudFormation for one message of the inbox; tries again after 1, 2, 4 … 60 s until it is answered or an hour is over. May
 * run twice: the same answer at the same address changes nothing. The address is forgotten with the answer.
 */
export async function answerMessage(ctx: Ctx<SystemActor>, input: { messageId: string }): Promise<void> {
  const waiting = await withScope(ctx, (tx) => readWaiting(tx, input.messageId));
  if (!waiting) return;
  const trouble = await send(ctx, waiting);
  const at = ctx.now();
  const attempts = waiting.attempts + 1;
  if (trouble === null) {
    await withScope(ctx, (tx) => close(tx, { id: waiting.id, attempts, answered_at: at.toISOString() }));
    return;
  }
  const isLate = at.getTime() - Date.parse(waiting.received_at) >= HOUR_MS;
  if (isLate || !isPassing(trouble.kind)) {
    const why = isLate ? 'could not be answered within an hour' : 'cannot be answered any more';
    const set_aside = `${why} (${trouble.awsName})`;
    await withScope(ctx, (tx) => close(tx, { id: waiting.id, attempts, set_aside }));
    ctx.log.warn({ message: waiting.message_id, why: set_aside }, 'a message of the doorbell was set aside');
    return;
  }
  const again = new Date(at.getTime() + Math.min(LONGEST_WAIT_MS, 1_000 * 2 ** waiting.attempts));
  await withScope(ctx, async (tx) => {
    const update = tx.updateTable('messages').set({ attempts }).where('id', '=', waiting.id);
    await update.where('answered_at', 'is', null).execute();
    const key = `answer:${waiting.id}`;
    await ctx.jobs.enqueue(tx, 'doorbell.answer', { messageId: waiting.id }, { key, runAt: again });
  });
}

async function readWaiting(tx: Tx, id: string) {
  const row = await tx
    .selectFrom('messages')
    .select(['id', 'message_id', 'received_at', 'response_url', 'answer_json', 'attempts'])
    .where('id', '=', id)
    .where('answered_at', 'is', null)
    .where('set_aside', 'is', null)
    .executeTakeFirst();
  if (!row || row.response_url === null || row.answer_json === null) return null;
  return { ...row, response_url: row.response_url, answer_json: row.answer_json };
}

async function send(ctx: Ctx, of: { response_url: string; answer_json: string }): Promise<AwsTrouble | null> {
  try {
    await ctx.aws.answerStack({ url: of.response_url, body: of.answer_json });
    return null;
  } catch (error) {
    if (error instanceof AwsTrouble) return error;
    throw error;
  }
}

/** Whoever knows the address could answer for us, so it goes when it is of no use any more. */
async function close(
  tx: Tx,
  of: { id: string; attempts: number } & ({ answered_at: string } | { set_aside: string }),
): Promise<void> {
  const { id, ...set } = of;
  await tx
    .updateTable('messages')
    .set({ ...set, response_url: null })
    .where('id', '=', id)
    .where('answered_at', 'is', null)
    .execute();
}

import type { SystemActor } from '@/server/auth/actor';
import type { MessageQueue, QueueMessage } from '@/server/aws/port';
import type { Ctx } from '@/server/context';
import { takeMessage } from '@/server/domain/doorbell/take';

/** After a message that could not be written down: the database may be back by then. */
const AGAIN_SECONDS = 5;
/** While the queue itself does not answer: doubling from the first to the last. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
const SOON_MS = 1_000;

/**
 * Reads the doorbell's queue until stopped; does nothing where there is none. Any number of processes may: SQS gives a message to one
 * of them, and the inbox takes it once. A message leaves the queue only when it is written down.
 */
export function startDoorbell(
  newCtx: () => Ctx<SystemActor>,
  times: { firstWaitMs: number } = { firstWaitMs: FIRST_WAIT_MS },
): { stop(): Promise<void> } {
  const { aws, settings } = newCtx();
  if (settings.doorbell === null) return { stop: async () => undefined };
  const queue = aws.queue(settings.doorbell.queueUrl);
  const stopping = new AbortController();
  const reading = read({ newCtx, queue, signal: stopping.signal, ...times });
  return {
    async stop() {
      stopping.abort();
      await reading;
    },
  };
}

interface Reading {
  newCtx: () => Ctx<SystemActor>;
  queue: MessageQueue;
  signal: AbortSignal;
  firstWaitMs: number;
}

async function read(by: Reading): Promise<void> {
  const { newCtx, queue, signal } = by;
  let wait = by.firstWaitMs;
  while (!signal.aborted) {
    try {
      const asked = performance.now();
      const messages = await queue.receive(signal);
      wait = by.firstWaitMs;
      // Nothing, and at once: not SQS, which holds an empty answer back, but something in between.
      if (messages.length === 0 && performance.now() - asked < SOON_MS) await pause(wait, signal);
      for (const message of messages) await take(newCtx(), { queue, message });
    } catch (error) {
      if (signal.aborted) return;
      newCtx().log.warn({ err: error }, 'the doorbell could not be read, trying again');
      await pause(wait, signal);
      wait = Math.min(LONGEST_WAIT_MS, wait * 2);
    }
  }
}

async function take(
  ctx: Ctx<SystemActor>,
  of: { queue: MessageQueue; message: QueueMessage },
): Promise<void> {
  const { queue, message } = of;
  const about = { message: message.id };
  try {
    await takeMessage(ctx, message);
  } catch (error) {
    ctx.log.warn(
      { ...about, err: error },
      'a message of the doorbell could not be written down, trying again',
    );
    // Without this SQS delivers it again all the same, only later.
    await queue.putBack(message, AGAIN_SECONDS).catch(() => undefined);
    return;
  }
  await queue
    .remove(message)
    .catch((error: unknown) =>
      ctx.log.info({ ...about, err: error }, 'a message of the doorbell stays in the queue and comes again'),
    );
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, milliseconds);
    signal.addEventListener('abort', over);
  });
}

import { TRPCError } from '@trpc/server';

/** Whether a procedure refused because the hand-off link does not work: revoked, expired and unknown are one answer. */
export function isDeadLink(error: unknown): boolean {
  return error instanceof TRPCError && error.code === 'BAD_REQUEST';
}

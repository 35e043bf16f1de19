'use server';

import { redirect } from 'next/navigation';
import type { StackProgress } from '@/lib/connection-views';
import { handoffAddress } from '@/lib/handoffs';
import { handoffCaller } from '@/server/trpc/caller';
import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';
import { isDeadLink } from './dead-link';

export const proposeBucket = formAction(appRouter.handoffs.propose, {
  as: 'handoff',
  said: (out) => `Proposed ${out.bucket}. An Admin decides on it.`,
});

/** Reads what the server knows. A link that ended meanwhile draws the page anew, which says so. */
export async function pollHandoff(connectionId: string): Promise<StackProgress | null> {
  const api = await handoffCaller();
  try {
    return await api.handoffs.poll({ connectionId });
  } catch (error) {
    if (isDeadLink(error)) redirect(handoffAddress);
    throw error;
  }
}

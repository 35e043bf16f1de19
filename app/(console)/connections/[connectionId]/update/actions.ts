'use server';

import { pageCaller } from '@/server/trpc/caller';
import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';

export const updateStarted = formAction(appRouter.connections.updateStarted, {
  said: () => 'Looking for the update every few seconds.',
});

/** Reads what the server knows; the worker asks AWS. */
export async function pollUpdate(connectionId: string) {
  const api = await pageCaller();
  return api.connections.pollUpdate({ connectionId });
}

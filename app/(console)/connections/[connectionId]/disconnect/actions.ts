'use server';

import { pageCaller } from '@/server/trpc/caller';
import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';

export const disconnect = formAction(appRouter.connections.disconnect, { goTo: (out) => out.goTo });

/** Whether the IAM role of a disconnected account still lets us in. */
export async function watchEnd(connectionId: string) {
  const api = await pageCaller();
  return api.connections.watchEnd({ connectionId });
}

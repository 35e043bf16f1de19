'use server';

import type { StackProgress } from '@/lib/connection-views';
import { pageCaller } from '@/server/trpc/caller';
import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';

export const openStack = formAction(appRouter.connections.openStack, { goTo: (out) => out.goTo });

export const tryAgain = formAction(appRouter.connections.tryAgain, { goTo: (out) => out.goTo });

export const checkNow = formAction(appRouter.connections.checkNow, {
  goTo: (out) => (out.missing.length === 0 ? out.goTo : null),
  said: (out) => `Not there yet: ${out.missing.join(' ')}`,
});

/** Reads what the server knows; the worker asks AWS. */
export async function pollStack(connectionId: string): Promise<StackProgress | null> {
  const api = await pageCaller();
  return api.connections.pollStack({ connectionId });
}

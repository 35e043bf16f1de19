'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';
import { keepDevice, keepSession } from '@/server/trpc/session-cookie';

export const signIn = formAction(appRouter.sessions.signIn, {
  afterwards: async (out) => {
    await keepSession(out.sessionId);
    await keepDevice(out.device);
  },
  goTo: (out) => out.next,
});

'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';
import { keepSession } from '@/server/trpc/session-cookie';

export const signIn = formAction(appRouter.sessions.signIn, {
  afterwards: (out) => keepSession(out.sessionId),
  goTo: (out) => out.next,
});

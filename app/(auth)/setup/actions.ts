'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';
import { keepSession } from '@/server/trpc/session-cookie';

export const setUp = formAction(appRouter.installation.setUp, {
  afterwards: (out) => keepSession(out.sessionId),
  goTo: () => '/',
});

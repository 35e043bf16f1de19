'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';

export const forgotPassword = formAction(appRouter.passwords.forgot, {
  said: () => 'If this email belongs to an active user, a link is on its way. It works once, for 1 hour.',
});

'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';

export const updateProfile = formAction(appRouter.profile.update, { said: () => 'Saved.' });

export const changePassword = formAction(appRouter.passwords.change, {
  said: () => 'Your password is changed. Every other session of yours has ended.',
});

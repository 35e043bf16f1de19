'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';

export const setInvitationLifetime = formAction(appRouter.settings.setInvitationLifetime, {
  said: () => 'Saved. It holds for invitations that are sent from now on.',
});

export const setPartnerMayConfirm = formAction(appRouter.settings.setPartnerMayConfirm, {
  said: () => 'Saved.',
});

'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';
import { dropSession } from '@/server/trpc/session-cookie';

export const signOut = formAction(appRouter.sessions.signOut, {
  afterwards: dropSession,
  goTo: () => '/sign-in',
});

export const switchTenant = formAction(appRouter.sessions.switchTenant, { goTo: () => '/' });

'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';
import { prepareStack } from '../prepare-stack';

export const linkAccount = formAction(appRouter.insights.link, {
  afterwards: prepareStack,
  goTo: (out) => out.goTo,
});

export const checkInsights = formAction(appRouter.insights.check, { said: () => 'Checked just now.' });

export const setWanted = formAction(appRouter.insights.setWanted, {
  afterwards: prepareStack,
  goTo: (out) => out.goTo,
});

export const completeConnection = formAction(appRouter.connections.complete, { goTo: () => '/' });

'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';
import { prepareStack } from '../prepare-stack';

export const saveAccount = formAction(appRouter.connections.setAccount, {
  afterwards: prepareStack,
  goTo: (out) => out.goTo,
});

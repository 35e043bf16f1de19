'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';
import { prepareStack } from '../prepare-stack';

export const createReport = formAction(appRouter.connections.createReport, {
  afterwards: prepareStack,
  goTo: (out) => out.goTo,
});

export const saveReport = formAction(appRouter.connections.setReport, {
  afterwards: prepareStack,
  goTo: (out) => out.goTo,
});

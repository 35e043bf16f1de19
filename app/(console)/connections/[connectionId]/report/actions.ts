'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';

export const saveReport = formAction(appRouter.connections.setReport, { goTo: (out) => out.goTo });

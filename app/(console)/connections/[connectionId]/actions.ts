'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';

export const goBack = formAction(appRouter.connections.goBack, { goTo: (out) => out.goTo });

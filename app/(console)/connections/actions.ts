'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';

export const startConnection = formAction(appRouter.connections.start, { goTo: (out) => out.goTo });

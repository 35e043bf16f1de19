'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';

export const moveBucket = formAction(appRouter.connections.moveBucket, { goTo: (out) => out.goTo });

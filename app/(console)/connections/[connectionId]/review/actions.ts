'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';

export const saveReview = formAction(appRouter.connections.review, { goTo: (out) => out.goTo });

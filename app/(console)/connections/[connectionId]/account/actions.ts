'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';

export const saveAccount = formAction(appRouter.connections.setAccount, { goTo: (out) => out.goTo });

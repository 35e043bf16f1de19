'use server';

import { rotateAddress } from '@/lib/connections';
import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';

export const rotate = formAction(appRouter.connections.rotate, { goTo: ({ id }) => rotateAddress(id) });

export const cancelRotation = formAction(appRouter.connections.cancelRotation, {
  goTo: ({ id }) => rotateAddress(id),
});

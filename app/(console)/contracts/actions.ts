'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';

const toContract = { goTo: (contract: { id: string }) => `/contracts/${contract.id}` };

export const createContract = formAction(appRouter.contracts.create, toContract);
export const editContract = formAction(appRouter.contracts.edit, toContract);
export const activateContract = formAction(appRouter.contracts.activate, toContract);
export const cancelContract = formAction(appRouter.contracts.cancel, toContract);

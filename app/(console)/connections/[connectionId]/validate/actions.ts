'use server';

import { pageCaller } from '@/server/trpc/caller';
import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';

export const refreshReports = formAction(appRouter.reports.validate, { said: (out) => out.said });

export const confirmReport = formAction(appRouter.connections.confirm, { goTo: (out) => out.goTo });

export const setAutoConfirm = formAction(appRouter.connections.autoConfirm, {
  said: (out) =>
    out.autoConfirm ? 'It is confirmed for you as soon as it is valid.' : 'You confirm it yourself.',
});

export const changeCur = formAction(appRouter.connections.changeCur, { said: () => 'The CUR was changed.' });

export const searchBelow = formAction(appRouter.connections.search, { said: (out) => out.said });

/** Whether the check that runs has an outcome. */
export async function watchValidation(connectionId: string) {
  const api = await pageCaller();
  return api.reports.watch({ connectionId });
}

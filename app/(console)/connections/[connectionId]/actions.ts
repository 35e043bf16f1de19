'use server';

import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';

export const goBack = formAction(appRouter.connections.goBack, { goTo: (out) => out.goTo });

/** The message is the link itself, which the form shows once, with a copy button. */
export const makeHandoff = formAction(appRouter.handoffs.make, { said: (out) => out.link });

export const revokeHandoff = formAction(appRouter.handoffs.revoke);

export const dismissProposal = formAction(appRouter.handoffs.dismiss);

export const askForHelp = formAction(appRouter.help.ask, {
  said: (out) => `${out.partner} was asked.`,
});

export const settleHelp = formAction(appRouter.help.settle);

'use server';

import type { FormState } from '@/lib/form-state';
import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';
import { dropLinkToken, keepSession, linkToken } from '@/server/trpc/session-cookie';

const activateUser = formAction(appRouter.invitations.activate, {
  afterwards: async (out) => {
    await keepSession(out.sessionId);
    await dropLinkToken();
  },
  goTo: () => '/',
});

const askForNewLink = formAction(appRouter.invitations.sendNewLink, {
  said: () => 'A new link is on its way to the address that this one was sent to.',
});

/** The token comes from the cookie that opening the link set, never from the page. */
export async function activate(state: FormState, form: FormData): Promise<FormState> {
  form.set('token', await linkToken());
  return activateUser(state, form);
}

export async function sendNewLink(state: FormState, form: FormData): Promise<FormState> {
  form.set('token', await linkToken());
  return askForNewLink(state, form);
}

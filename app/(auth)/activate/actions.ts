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

const openedTooLongAgo: FormState = {
  status: 'error',
  message: 'The link was opened more than 30 minutes ago. Open it in the mail again.',
};

/** The token comes from the cookie that opening the link set, never from the page. */
export async function activate(state: FormState, form: FormData): Promise<FormState> {
  const token = await linkToken();
  if (!token) return openedTooLongAgo;
  form.set('token', token);
  return activateUser(state, form);
}

export async function sendNewLink(state: FormState, form: FormData): Promise<FormState> {
  const token = await linkToken();
  if (!token) return openedTooLongAgo;
  form.set('token', token);
  return askForNewLink(state, form);
}

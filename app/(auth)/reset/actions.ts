'use server';

import type { FormState } from '@/lib/form-state';
import { formAction } from '@/server/trpc/form-action';
import { appRouter } from '@/server/trpc/root';
import { dropLinkToken, linkToken } from '@/server/trpc/session-cookie';

const reset = formAction(appRouter.passwords.reset, {
  afterwards: dropLinkToken,
  goTo: () => '/sign-in?password=new',
});

/** The token comes from the cookie that opening the link set, never from the page. */
export async function resetPassword(state: FormState, form: FormData): Promise<FormState> {
  const token = await linkToken();
  if (!token) {
    const message = 'The link was opened more than 30 minutes ago. Open it in the mail again.';
    return { status: 'error', message };
  }
  form.set('token', token);
  return reset(state, form);
}

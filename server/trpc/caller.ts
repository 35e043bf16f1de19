import type { TRPCError } from '@trpc/server';
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { pathHeader } from '@/lib/paths';
import { AppError } from '@/server/errors';
import { handoffContext, requestContext } from './context';
import { createCallerFactory } from './init';
import { appRouter } from './root';

const createCaller = createCallerFactory(appRouter);

/**
 * How pages read: procedures as the person who asks. A refusal becomes navigation here, once: signed out goes to sign-in,
 * what is not theirs is not found, a later step of the wizard goes to the step that is due.
 */
export async function pageCaller() {
  const here = (await headers()).get(pathHeader) ?? '/';
  return createCaller(await requestContext(), { onError: ({ error }) => navigate(error, here) });
}

/** The same for whoever holds a hand-off link; a link that does not work is told to the page, which says what to do. */
export async function handoffCaller() {
  return createCaller(await handoffContext(), { onError: ({ error }) => navigate(error, '/handoff') });
}

function navigate(error: TRPCError, here: string): void {
  const { cause } = error;
  if (!(cause instanceof AppError)) {
    if (error.code === 'BAD_REQUEST' || error.code === 'NOT_FOUND') notFound(); // a malformed id is no page
    return;
  }
  if (cause.code === 'unauthenticated') redirect(`/sign-in?next=${encodeURIComponent(here)}`);
  if (cause.code === 'step_due' && cause.details.goTo) redirect(cause.details.goTo);
  const isNoPage = ['not_found', 'forbidden', 'invalid'].includes(cause.code); // invalid: an address that nobody linked
  if (isNoPage) notFound();
}

'use client';

import { ErrorPage } from '@/components/console/error-page';
import { Button } from '@/components/ui/button';

/** What Next gives to an error boundary. */
export type Failure = { error: Error & { digest?: string }; reset: () => void };

/** A bug as the person sees it: a reference to find it in the server's log, never its message. */
export function FailedPage({ error, reset, inShell }: Failure & { inShell?: boolean }) {
  return (
    <ErrorPage
      title="Something failed on our side"
      happened="This page could not be shown."
      todo="Try again. If it fails again, tell your partner the reference."
      reference={error.digest}
      actions={<Button onClick={reset}>Try again</Button>}
      inShell={inShell}
    />
  );
}

'use client';

import { ErrorPage } from '@/components/console/error-page';
import { Button } from '@/components/ui/button';

/** A bug as the person sees it: a reference to find it in the server's log, never its message. */
export default function ErrorBoundary({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <ErrorPage
      title="Something failed on our side"
      happened="This page could not be shown."
      todo="Try again. If it fails again, tell your partner the reference."
      reference={error.digest}
      actions={<Button onClick={reset}>Try again</Button>}
    />
  );
}

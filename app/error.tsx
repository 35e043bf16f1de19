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
      reference={error.digest}
      actions={<Button onClick={reset}>Try again</Button>}
    >
      Nothing was saved by this request. Try again; if it fails again, tell your partner the reference.
    </ErrorPage>
  );
}

'use client';

import { FailedPage, type Failure } from '@/components/console/failed-page';

/** What fails outside the shell, or the shell itself. */
export default function ErrorBoundary(failure: Failure) {
  return <FailedPage {...failure} />;
}

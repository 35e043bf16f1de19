'use client';

import { FailedPage, type Failure } from '@/components/console/failed-page';

/** A page that fails leaves the navigation standing. */
export default function ErrorBoundary(failure: Failure) {
  return <FailedPage {...failure} inShell />;
}

import { ErrorPage } from '@/components/console/error-page';
import { ButtonLink } from '@/components/ui/button';

/** Missing and not allowed look alike on purpose. */
export function NotFoundPage({ inShell }: { inShell?: boolean }) {
  return (
    <ErrorPage
      title="Not found"
      happened="This page does not exist, or you have no access to it."
      todo="Go back to Home, or ask whoever gave you the address."
      actions={<ButtonLink href="/">Home</ButtonLink>}
      inShell={inShell}
    />
  );
}

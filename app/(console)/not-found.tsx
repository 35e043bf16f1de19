import { NotFoundPage } from '@/components/console/not-found-page';

/** Whoever is signed in keeps the navigation. */
export default function NotFound() {
  return <NotFoundPage inShell />;
}

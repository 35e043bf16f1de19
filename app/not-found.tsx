import { NotFoundPage } from '@/components/console/not-found-page';

/** An address that no route has, and refusals of pages outside the shell. */
export default function NotFound() {
  return <NotFoundPage />;
}

import type { ReactNode } from 'react';
import { BrandMark } from '@/components/console/brand';
import { CopyValue } from '@/components/ui/copy-value';

type ErrorPageProps = {
  title: string;
  /** What happened, in a sentence. */
  happened: ReactNode;
  /** What to do, in a sentence. */
  todo: ReactNode;
  /** The id under which the server's log has it. */
  reference?: string;
  actions?: ReactNode;
  /** Inside the shell the mark is already on the page. */
  inShell?: boolean;
};

/** A page that could not be shown: not found, not allowed, or a bug with its reference. */
export function ErrorPage({ title, happened, todo, reference, actions, inShell }: ErrorPageProps) {
  const content = (
    <div className="mx-auto flex w-full max-w-md flex-col items-start gap-4 px-4 py-16">
      {!inShell && <BrandMark />}
      <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
      <div className="flex flex-col gap-1 text-base text-muted">
        <p>{happened}</p>
        <p>{todo}</p>
      </div>
      {reference && (
        <p className="flex flex-wrap items-center gap-x-1.5 text-xs text-muted">
          Reference <CopyValue value={reference} label="reference" />
        </p>
      )}
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
  );
  if (inShell) return content;
  return (
    <main id="main" className="flex min-h-dvh flex-col justify-center">
      {content}
    </main>
  );
}

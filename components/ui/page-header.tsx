import type { ReactNode } from 'react';
import { type Crumb, Path } from '@/components/ui/path';

type PageHeaderProps = {
  title: ReactNode;
  /** One line under the title: domain, parent, status. */
  meta?: ReactNode;
  /** Buttons on the right; the primary one last. */
  actions?: ReactNode;
  /** Where this page stands below the shell's own path. */
  path?: readonly Crumb[];
};

/** The head of a page: its one h1, a line of facts, its buttons. */
export function PageHeader({ title, meta, actions, path }: PageHeaderProps) {
  return (
    <header className="flex flex-col gap-2">
      {path && <Path label="Path" items={path} />}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 flex-col gap-1">
          <h1 className="flex min-h-9 items-center text-lg font-semibold tracking-tight">{title}</h1>
          {meta && <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">{meta}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  );
}

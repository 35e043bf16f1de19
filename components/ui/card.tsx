import type { ReactNode } from 'react';
import { cx } from '@/components/ui/cx';

type CardProps = {
  /** Its h2. */
  title?: ReactNode;
  /** Beside the title: a status or a quiet button. */
  aside?: ReactNode;
  children?: ReactNode;
  /** Buttons at the bottom. */
  actions?: ReactNode;
  id?: string;
  className?: string;
};

/** A framed section of a page. */
export function Card({ title, aside, children, actions, id, className }: CardProps) {
  return (
    <section
      id={id}
      className={cx('flex flex-col gap-4 rounded border border-line bg-surface p-5', className)}
    >
      {(title || aside) && (
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          {title && <h2 className="text-base font-semibold">{title}</h2>}
          {aside}
        </div>
      )}
      {children}
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </section>
  );
}

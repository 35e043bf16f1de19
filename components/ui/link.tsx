import type { ReactNode } from 'react';
import { cx } from '@/components/ui/cx';
import { Icon } from '@/components/ui/icon';

type TextLinkProps = {
  href: string;
  children: ReactNode;
  /** Opens a new tab and says so. */
  newTab?: boolean;
  /** In tables and lists, where the place says that it is a link: underlined only on hover. */
  plain?: boolean;
  /** The name for those who hear it, when the words alone do not say which; it begins with the words. */
  label?: string;
  className?: string;
};

/** A link in text. */
export function TextLink({ href, children, newTab, plain, label, className }: TextLinkProps) {
  const look = plain
    ? 'font-medium text-ink no-underline hover:text-accent hover:underline'
    : 'text-accent underline decoration-accent/40 hover:decoration-accent';
  return (
    <a
      href={href}
      aria-label={label}
      className={cx('underline-offset-2 transition-colors', look, className)}
      {...(newTab ? { target: '_blank', rel: 'noopener noreferrer' } : {})}
    >
      {children}
      {newTab && (
        <>
          <Icon name="external" className="ml-1 inline size-3.5 align-[-0.125em]" />
          <span className="sr-only">(opens a new tab)</span>
        </>
      )}
    </a>
  );
}

import { cx } from '@/components/ui/cx';

/** A place above; without `href` it is named and no link, for those who may not open it. */
export type Crumb = { label: string; href?: string };

type PathProps = { label: string; items: readonly Crumb[]; className?: string };

/** The way down to this page. The last one is where the person is. */
export function Path({ label, items, className }: PathProps) {
  if (items.length === 0) return null;
  return (
    <nav aria-label={label} className={cx('text-xs', className)}>
      <ol className="flex flex-wrap items-center gap-x-1.5">
        {items.map((item, index) => (
          <li key={`${item.label}${item.href ?? ''}`} className="flex items-center gap-1.5">
            {index > 0 && (
              <span aria-hidden="true" className="text-edge">
                /
              </span>
            )}
            {item.href ? (
              <a
                href={item.href}
                aria-current={index === items.length - 1 ? 'page' : undefined}
                className="rounded-sm text-muted underline-offset-2 hover:text-ink hover:underline"
              >
                {item.label}
              </a>
            ) : (
              <span className={index === items.length - 1 ? 'text-ink' : 'text-muted'}>{item.label}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

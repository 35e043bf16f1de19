import type { ReactNode } from 'react';
import { cx } from '@/components/ui/cx';
import { Icon } from '@/components/ui/icon';

type DisclosureProps = {
  summary: ReactNode;
  children: ReactNode;
  open?: boolean;
  /** `card` has a frame; `plain` runs in the text. */
  look?: 'plain' | 'card';
  /** Disclosures of one name close each other. */
  name?: string;
  id?: string;
};

/** Folded details, native: it opens without JavaScript and the browser finds text in it. */
export function Disclosure({ summary, children, open, look = 'plain', name, id }: DisclosureProps) {
  const isCard = look === 'card';
  return (
    <details
      id={id}
      open={open}
      name={name}
      className={cx('group/details', isCard && 'rounded border border-line bg-surface')}
    >
      <summary
        className={cx(
          'flex items-center gap-1.5 rounded font-medium select-none hover:text-accent',
          isCard ? 'px-3 py-2.5' : 'w-fit py-1',
        )}
      >
        <Icon name="chevron-right" className="text-muted transition-transform group-open/details:rotate-90" />
        <span className="min-w-0 flex-1">{summary}</span>
      </summary>
      <div className={isCard ? 'border-t border-line px-4 py-3' : 'pt-2 pl-5.5'}>{children}</div>
    </details>
  );
}

import type { ReactNode } from 'react';
import { cx } from '@/components/ui/cx';

export type KeyValue = { key: string; label: string; value: ReactNode };

type KeyValuesProps = {
  items: readonly KeyValue[];
  /** `rows`: label and value side by side; `stack`: the value under its label, for narrow columns. */
  look?: 'rows' | 'stack';
};

/** Facts with their names. */
export function KeyValues({ items, look = 'rows' }: KeyValuesProps) {
  return (
    <dl className={cx('flex flex-col', look === 'rows' ? 'divide-y divide-line' : 'gap-3')}>
      {items.map((item) => (
        <div
          key={item.key}
          className={cx(
            'min-w-0',
            look === 'rows'
              ? 'grid items-baseline gap-x-6 gap-y-0.5 py-2 first:pt-0 last:pb-0 sm:grid-cols-[11rem_minmax(0,1fr)]'
              : 'flex flex-col gap-0.5',
          )}
        >
          <dt className={cx('text-muted', look === 'stack' && 'text-xs')}>{item.label}</dt>
          <dd className="min-w-0 break-words">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}

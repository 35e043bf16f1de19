import type { ReactNode } from 'react';
import { cx } from '@/components/ui/cx';

export type Column = {
  key: string;
  label: string;
  align?: 'left' | 'right';
  /** The head is for screen readers only: columns of buttons or marks. */
  quiet?: boolean;
  /** Width or visibility classes, put on the head cell: "w-40", "max-sm:hidden". */
  className?: string;
};

type TableProps = {
  /** What the table lists; its name for screen readers. */
  label: string;
  columns: readonly Column[];
  /** TableRow elements. */
  children: ReactNode;
  /** The first column stays in sight when the table scrolls sideways. */
  stickyFirst?: boolean;
  /** Low rows for long lists: 25 of them fit on a laptop. */
  dense?: boolean;
  className?: string;
};

/** A table with a head that stays. On narrow screens it scrolls sideways inside its own frame. */
export function Table({ label, columns, children, stickyFirst, dense, className }: TableProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
      tabIndex={0}
      className={cx(
        'relative overflow-x-auto rounded border border-line bg-surface lg:overflow-x-visible',
        className,
      )}
    >
      <table
        className={cx(
          'w-full border-separate border-spacing-0 text-left text-sm',
          stickyFirst &&
            '[&_:is(th,td):first-child]:sticky [&_:is(th,td):first-child]:left-0 [&_:is(th,td):first-child]:z-10',
        )}
      >
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={cx(
                  'sticky top-0 z-10 border-b border-line bg-sunken px-3 py-2 text-xs font-medium whitespace-nowrap text-muted first:rounded-tl last:rounded-tr',
                  column.align === 'right' && 'text-right',
                  column.className,
                )}
              >
                {column.quiet ? <span className="sr-only">{column.label}</span> : column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody
          className={cx(
            '[&>tr:last-child>*]:border-b-0 [&>tr:last-child>:first-child]:rounded-bl [&>tr:last-child>:last-child]:rounded-br',
            dense ? '[&_:is(td,th)]:py-0.5' : '[&_:is(td,th)]:h-11 [&_:is(td,th)]:py-1.5',
          )}
        >
          {children}
        </tbody>
      </table>
    </section>
  );
}

type TableRowProps = { children: ReactNode; selected?: boolean; className?: string; id?: string };

/** A row; its cells are TableCell. */
export function TableRow({ children, selected, className, id }: TableRowProps) {
  return (
    <tr
      id={id}
      className={cx('group/row', selected ? 'bg-accent-soft' : 'bg-surface hover:bg-sunken', className)}
    >
      {children}
    </tr>
  );
}

type TableCellProps = {
  children?: ReactNode;
  align?: 'left' | 'right';
  /** For IDs, ARNs, buckets and codes. */
  mono?: boolean;
  muted?: boolean;
  /** The cell that names the row. */
  head?: boolean;
  colSpan?: number;
  className?: string;
};

/** A cell. `head` makes it the row's header for screen readers. */
export function TableCell({ children, align, mono, muted, head, colSpan, className }: TableCellProps) {
  const Tag = head ? 'th' : 'td';
  return (
    <Tag
      scope={head ? 'row' : undefined}
      colSpan={colSpan}
      className={cx(
        'h-8 border-b border-line bg-inherit px-3 align-middle font-normal',
        align === 'right' && 'text-right',
        mono && 'font-mono text-xs',
        muted && 'text-muted',
        className,
      )}
    >
      {children}
    </Tag>
  );
}

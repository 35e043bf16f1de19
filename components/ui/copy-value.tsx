import type { ReactNode } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { cx } from '@/components/ui/cx';

type CopyValueProps = {
  value: string;
  /** What it is: "external ID". */
  label: string;
  /** How it is shown when that differs from what is copied. */
  children?: ReactNode;
  /** A box of its own instead of running in the line, for values that one takes over into the AWS console. */
  boxed?: boolean;
  className?: string;
};

/** A value in mono with its copy button. Long values break anywhere and stay whole. */
export function CopyValue({ value, label, children, boxed, className }: CopyValueProps) {
  return (
    <span
      className={cx(
        'inline-flex max-w-full items-center gap-0.5',
        boxed && 'justify-between rounded border border-line bg-sunken py-0.5 pr-0.5 pl-2.5',
        className,
      )}
    >
      <code className="min-w-0 font-mono text-xs wrap-anywhere select-all">{children ?? value}</code>
      <CopyButton value={value} label={label} />
    </span>
  );
}

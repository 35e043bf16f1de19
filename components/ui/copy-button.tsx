'use client';

import { useEffect, useState } from 'react';
import { cx } from '@/components/ui/cx';
import { Icon } from '@/components/ui/icon';
import { useHydrated } from '@/components/ui/use-hydrated';

type CopyButtonProps = {
  /** What lands on the clipboard. */
  value: string;
  /** What is copied, for screen readers and the tooltip: "external ID". */
  label: string;
  /** Shows words beside the icon: "Copy link to this step". */
  children?: string;
  className?: string;
};

const SAID_FOR_MS = 2000;

/** Copies a value and says so for two seconds. Not shown where it cannot work; its space is kept until it can. */
export function CopyButton({ value, label, children, className }: CopyButtonProps) {
  const hydrated = useHydrated();
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => setCopied(await writeToClipboard(value));
  const name = copied ? 'Copied' : `Copy ${label}`;
  return (
    <>
      <button
        type="button"
        onClick={copy}
        title={children ? undefined : name}
        aria-label={children ? undefined : `Copy ${label}`}
        className={cx(
          'needs-js inline-flex shrink-0 items-center gap-1.5 rounded-sm text-xs font-medium transition-colors',
          children
            ? 'min-h-8 px-2 text-accent hover:bg-accent-soft'
            : 'size-7 justify-center hover:bg-sunken',
          copied ? 'text-ok' : children ? '' : 'text-muted hover:text-ink',
          !hydrated && 'invisible',
          className,
        )}
      >
        <Icon name={copied ? 'check' : children ? 'link' : 'copy'} />
        {children && (
          <span className="grid">
            <span className={cx('col-start-1 row-start-1', copied && 'invisible')}>{children}</span>
            <span className={cx('col-start-1 row-start-1 text-left', !copied && 'invisible')}>Copied</span>
          </span>
        )}
      </button>
      <span role="status" className="sr-only">
        {copied ? `Copied ${label}` : ''}
      </span>
    </>
  );
}

/** The clipboard API exists only on https and localhost; elsewhere the old command still works. */
async function writeToClipboard(value: string): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(value);
      return true;
    }
    return copyBySelection(value);
  } catch {
    return copyBySelection(value);
  }
}

function copyBySelection(value: string): boolean {
  const box = document.createElement('textarea');
  box.value = value;
  box.setAttribute('readonly', '');
  box.className = 'sr-only';
  const holder = document.activeElement?.closest('dialog') ?? document.body;
  holder.append(box);
  box.select();
  const done = document.execCommand('copy');
  box.remove();
  return done;
}

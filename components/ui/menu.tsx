'use client';

import { type ReactNode, useEffect, useRef } from 'react';
import { cx } from '@/components/ui/cx';

type MenuProps = {
  /** What the closed menu shows. */
  summary: ReactNode;
  /** Its name when the summary has no words of its own. */
  label?: string;
  children: ReactNode;
  align?: 'left' | 'right';
  summaryClassName?: string;
  panelClassName?: string;
  className?: string;
};

/** A panel under a button, made of native details: works without JavaScript; with it Escape and a press outside close it. */
export function Menu(props: MenuProps) {
  const { summary, label, children, align = 'right', summaryClassName, panelClassName, className } = props;
  const details = useRef<HTMLDetailsElement>(null);

  useEffect(() => {
    const close = () => details.current?.removeAttribute('open');
    const onPress = (event: PointerEvent) => {
      if (event.target instanceof Node && !details.current?.contains(event.target)) close();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !details.current?.open) return;
      close();
      details.current.querySelector('summary')?.focus();
    };
    document.addEventListener('pointerdown', onPress);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onPress);
      document.removeEventListener('keydown', onKey);
    };
  }, []);

  return (
    <details ref={details} className={cx('group/menu relative', className)}>
      <summary aria-label={label} title={label} className={cx('flex items-center rounded', summaryClassName)}>
        {summary}
      </summary>
      <div
        className={cx(
          'absolute top-full z-30 mt-1.5 min-w-56 rounded border border-line bg-raised p-1.5 shadow-float',
          align === 'right' ? 'right-0' : 'left-0',
          panelClassName,
        )}
      >
        {children}
      </div>
    </details>
  );
}

/** The look of a link or button inside a menu. */
export const MENU_ITEM =
  'flex w-full items-center gap-2.5 rounded-sm px-2.5 py-2 text-left text-sm text-ink no-underline hover:bg-sunken';

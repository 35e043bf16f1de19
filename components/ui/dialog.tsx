'use client';

import { type MouseEvent, type ReactNode, useId, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { type ButtonLook, buttonStyle } from '@/components/ui/button-style';
import { Icon, type IconName } from '@/components/ui/icon';
import { useHydrated } from '@/components/ui/use-hydrated';

type DialogProps = ButtonLook & {
  /** The words on the button that opens it. */
  trigger: string;
  icon?: IconName;
  title: string;
  /** A sentence and a Form; a Form that answers "ok" closes the dialog. */
  children: ReactNode;
};

/** A question before an act. With JavaScript the native modal dialog; without it the same content unfolds in place. */
export function Dialog({ trigger, icon, title, children, variant, size, className }: DialogProps) {
  const hydrated = useHydrated();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const look = buttonStyle({ variant, size, className });
  const words = (
    <>
      {icon && <Icon name={icon} />}
      {trigger}
    </>
  );

  if (!hydrated) {
    return (
      <details className="group/fallback">
        <summary className={look}>{words}</summary>
        <div className="mt-3 flex max-w-lg flex-col gap-4 rounded border border-line bg-raised p-5 text-left">
          <p className="text-base font-semibold">{title}</p>
          {children}
        </div>
      </details>
    );
  }

  const close = () => dialog.current?.close();
  const closeOnBackdrop = (event: MouseEvent<HTMLDialogElement>) => {
    if (event.target === event.currentTarget) close();
  };
  return (
    <>
      <button type="button" className={look} onClick={() => dialog.current?.showModal()}>
        {words}
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a native dialog by itself */}
      <dialog
        ref={dialog}
        aria-labelledby={titleId}
        onClick={closeOnBackdrop}
        className="m-auto w-[min(32rem,calc(100vw-2rem))] rounded-xl border border-line bg-raised p-0 text-left text-sm font-normal whitespace-normal shadow-float backdrop:bg-ink/40 dark:backdrop:bg-ground/70"
      >
        <div className="flex flex-col gap-4 p-5">
          <div className="flex items-start justify-between gap-4">
            <h2 id={titleId} className="text-base font-semibold">
              {title}
            </h2>
            <Button
              variant="quiet"
              size="sm"
              icon="x"
              aria-label="Close"
              title="Close"
              onClick={close}
              className="-mt-1 -mr-1.5 !text-muted"
            />
          </div>
          {children}
        </div>
      </dialog>
    </>
  );
}

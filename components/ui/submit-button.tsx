'use client';

import type { MouseEvent, ReactNode } from 'react';
import { useFormStatus } from 'react-dom';
import { type ButtonLook, buttonStyle } from '@/components/ui/button-style';
import { cx } from '@/components/ui/cx';
import { Icon, type IconName } from '@/components/ui/icon';

type SubmitButtonProps = ButtonLook & {
  children: ReactNode;
  /** What it says while the form is on its way: "Saving…". */
  pendingLabel?: string;
  icon?: IconName;
  /** Tells two submit buttons of one form apart; posted with the form. */
  name?: string;
  value?: string;
};

/**
 * The button at the end of a form. While the form is on its way it says so, keeps its width and its focus, and a
 * second press does nothing.
 */
export function SubmitButton(props: SubmitButtonProps) {
  const {
    children,
    pendingLabel = 'Saving…',
    icon,
    name,
    value,
    variant = 'primary',
    size,
    className,
  } = props;
  const { pending, data } = useFormStatus();
  const mine = pending && (name === undefined || data?.get(name) === value);
  const refuseSecondPress = (event: MouseEvent) => {
    if (pending) event.preventDefault();
  };
  return (
    <button
      type="submit"
      name={name}
      value={value}
      aria-disabled={pending || undefined}
      onClick={refuseSecondPress}
      className={buttonStyle({ variant, size, className })}
    >
      <span className="grid">
        <span
          className={cx(
            'col-start-1 row-start-1 inline-flex items-center justify-center gap-2',
            mine && 'invisible',
          )}
        >
          {icon && <Icon name={icon} />}
          {children}
        </span>
        <span
          aria-hidden={!mine}
          className={cx(
            'col-start-1 row-start-1 inline-flex items-center justify-center',
            !mine && 'invisible',
          )}
        >
          {pendingLabel}
        </span>
      </span>
    </button>
  );
}

'use client';

import type { ComponentProps } from 'react';
import { cx } from '@/components/ui/cx';
import { CONTROL, FieldFrame } from '@/components/ui/field';
import { type FieldWords, textOf, useField } from '@/components/ui/form-context';

type Native = Omit<
  ComponentProps<'input'>,
  'name' | 'id' | 'className' | 'type' | 'size' | 'value' | 'onChange'
>;

export type InputProps = FieldWords &
  Native & {
    type?: 'text' | 'email' | 'password' | 'search' | 'date' | 'number' | 'url' | 'tel';
    /** For account IDs, ARNs, buckets and codes. */
    mono?: boolean;
    /** Fits what is typed: a date, a code, a name. */
    width?: 'sm' | 'md' | 'full';
  };

const WIDTHS = { sm: 'max-w-48', md: 'max-w-md', full: 'max-w-none' } as const;

/**
 * A text input with its label. Inside a Form it shows its own error and what was typed; a password is never shown
 * again. It is uncontrolled: the form works without JavaScript.
 */
export function Input(props: InputProps) {
  const {
    name,
    label,
    hint,
    error,
    optional,
    mono,
    width = 'md',
    type = 'text',
    defaultValue,
    ...rest
  } = props;
  const field = useField({ name, hint, error });
  const typed = type === 'password' ? undefined : textOf(field.typed);
  return (
    <FieldFrame
      id={field.id}
      label={label}
      hint={hint}
      hintId={field.hintId}
      error={field.error}
      errorId={field.errorId}
      optional={optional}
      className={width === 'full' ? 'max-w-none' : undefined}
    >
      <input
        id={field.id}
        name={name}
        type={type}
        defaultValue={typed ?? defaultValue}
        aria-invalid={field.error ? true : undefined}
        aria-describedby={field.describedBy}
        className={cx(CONTROL, mono && 'font-mono', WIDTHS[width])}
        {...rest}
      />
    </FieldFrame>
  );
}

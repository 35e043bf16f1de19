'use client';

import type { ComponentProps } from 'react';
import { cx } from '@/components/ui/cx';
import { CONTROL, FieldFrame } from '@/components/ui/field';
import { type FieldWords, textOf, useField } from '@/components/ui/form-context';

type Native = Omit<ComponentProps<'textarea'>, 'name' | 'id' | 'className' | 'value' | 'onChange'>;

/** Several lines of text with their label; the same rules as Input. */
export function Textarea(props: FieldWords & Native & { mono?: boolean }) {
  const { name, label, hint, error, optional, mono, rows = 3, defaultValue, ...rest } = props;
  const field = useField({ name, hint, error });
  return (
    <FieldFrame
      id={field.id}
      label={label}
      hint={hint}
      hintId={field.hintId}
      error={field.error}
      errorId={field.errorId}
      optional={optional}
    >
      <textarea
        id={field.id}
        name={name}
        rows={rows}
        defaultValue={textOf(field.typed) ?? defaultValue}
        aria-invalid={field.error ? true : undefined}
        aria-describedby={field.describedBy}
        className={cx(CONTROL, 'field-sizing-content min-h-20', mono && 'font-mono')}
        {...rest}
      />
    </FieldFrame>
  );
}

'use client';

import type { ComponentProps } from 'react';
import { cx } from '@/components/ui/cx';
import { CONTROL, FieldFrame } from '@/components/ui/field';
import { type FieldWords, textOf, useField } from '@/components/ui/form-context';
import { Icon } from '@/components/ui/icon';

export type Option = { value: string; label: string; disabled?: boolean };
type Native = Omit<
  ComponentProps<'select'>,
  'name' | 'id' | 'className' | 'value' | 'onChange' | 'defaultValue' | 'size'
>;

export type SelectProps = FieldWords &
  Native & {
    options: readonly Option[];
    /** The first, empty choice; without it the first option is chosen. */
    placeholder?: string;
    defaultValue?: string;
  };

/** The browser's own select with its label; the same rules as Input. */
export function Select(props: SelectProps) {
  const { name, label, hint, error, optional, options, placeholder, defaultValue, ...rest } = props;
  const field = useField({ name, hint, error });
  const chosen = textOf(field.typed) ?? defaultValue ?? (placeholder === undefined ? undefined : '');
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
      <span className="relative block">
        {/* React's form reset forgets a select's default value; a new key makes it anew with what was chosen. */}
        <select
          key={chosen}
          id={field.id}
          name={name}
          defaultValue={chosen}
          aria-invalid={field.error ? true : undefined}
          aria-describedby={field.describedBy}
          className={cx(CONTROL, 'appearance-none truncate pr-9')}
          {...rest}
        >
          {placeholder !== undefined && <option value="">{placeholder}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.disabled}>
              {option.label}
            </option>
          ))}
        </select>
        <Icon
          name="chevron-down"
          className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-muted"
        />
      </span>
    </FieldFrame>
  );
}

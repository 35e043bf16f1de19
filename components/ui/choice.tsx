'use client';

import type { ReactNode } from 'react';
import { cx } from '@/components/ui/cx';
import { FieldError, FieldsetFrame } from '@/components/ui/field';
import { type FieldWords, listOf, textOf, useField } from '@/components/ui/form-context';

export type Choice = { value: string; label: ReactNode; hint?: ReactNode; disabled?: boolean };

const BOX =
  'mt-0.5 size-4 shrink-0 appearance-none border border-edge bg-surface bg-center bg-no-repeat transition-colors ' +
  'hover:border-muted checked:border-accent disabled:opacity-60';
const RADIO = cx(BOX, 'rounded-full checked:border-5');
const CHECK = cx(BOX, 'tick rounded-sm checked:bg-accent');
const CARD =
  'rounded border border-line bg-surface p-3 transition-colors hover:border-edge ' +
  'has-checked:border-accent has-checked:bg-accent-soft has-checked:hover:border-accent';

type RadioGroupProps = FieldWords & {
  options: readonly Choice[];
  defaultValue?: string;
  required?: boolean;
  /** Cards carry a hint each and stand side by side when there is room. */
  look?: 'list' | 'cards';
};

/** One of several choices. Inside a Form it keeps what was chosen. */
export function RadioGroup(props: RadioGroupProps) {
  const { name, label, hint, error, optional, options, defaultValue, required, look = 'list' } = props;
  const field = useField({ name, hint, error });
  const chosen = textOf(field.typed) ?? defaultValue;
  return (
    <FieldsetFrame
      field={field}
      label={label}
      hint={hint}
      optional={optional}
      className={look === 'list' ? 'max-w-md' : undefined}
    >
      <div className={look === 'cards' ? 'grid gap-3 sm:grid-cols-2' : 'flex flex-col gap-2'}>
        {options.map((option) => (
          <ChoiceLabel key={option.value} choice={option} className={look === 'cards' ? CARD : undefined}>
            <input
              type="radio"
              name={name}
              value={option.value}
              defaultChecked={option.value === chosen}
              disabled={option.disabled}
              required={required}
              className={RADIO}
            />
          </ChoiceLabel>
        ))}
      </div>
    </FieldsetFrame>
  );
}

type CheckboxGroupProps = FieldWords & { options: readonly Choice[]; defaultValue?: readonly string[] };

/** Any of several choices under one name. */
export function CheckboxGroup(props: CheckboxGroupProps) {
  const { name, label, hint, error, optional, options, defaultValue } = props;
  const field = useField({ name, hint, error });
  const chosen: readonly string[] = listOf(field.typed) ?? defaultValue ?? [];
  return (
    <FieldsetFrame field={field} label={label} hint={hint} optional={optional}>
      <div className="flex flex-col gap-2">
        {options.map((option) => (
          <ChoiceLabel key={option.value} choice={option}>
            <input
              type="checkbox"
              name={name}
              value={option.value}
              defaultChecked={chosen.includes(option.value)}
              disabled={option.disabled}
              className={CHECK}
            />
          </ChoiceLabel>
        ))}
      </div>
    </FieldsetFrame>
  );
}

type CheckboxProps = Omit<FieldWords, 'label' | 'optional'> & {
  label: ReactNode;
  /** What is posted when it is checked. */
  value?: string;
  defaultChecked?: boolean;
  disabled?: boolean;
  required?: boolean;
};

/** One yes or no. Unchecked posts nothing. */
export function Checkbox(props: CheckboxProps) {
  const { name, label, hint, error, value = 'on', defaultChecked, disabled, required } = props;
  const field = useField({ name, hint, error });
  const typed = listOf(field.typed);
  return (
    <div className="flex max-w-xl flex-col gap-1.5">
      <ChoiceLabel choice={{ value, label, hint, disabled }} hintId={field.hintId}>
        <input
          type="checkbox"
          name={name}
          value={value}
          defaultChecked={typed ? typed.includes(value) : defaultChecked}
          disabled={disabled}
          required={required}
          aria-invalid={field.error ? true : undefined}
          aria-describedby={field.describedBy}
          className={CHECK}
        />
      </ChoiceLabel>
      <FieldError id={field.errorId} error={field.error} />
    </div>
  );
}

type ChoiceLabelProps = { choice: Choice; children: ReactNode; hintId?: string; className?: string };

function ChoiceLabel({ choice, children, hintId, className }: ChoiceLabelProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className={cx('flex w-full items-start gap-2.5', choice.disabled && 'text-muted', className)}>
      {children}
      <span className="flex min-w-0 flex-col">
        <span className={choice.hint ? 'font-medium' : undefined}>{choice.label}</span>
        {choice.hint && (
          <span id={hintId} className="text-xs text-muted">
            {choice.hint}
          </span>
        )}
      </span>
    </label>
  );
}

'use client';

import type { ReactNode } from 'react';
import { cx } from '@/components/ui/cx';
import type { FieldWords, useField } from '@/components/ui/form-context';
import { StatusGlyph } from '@/components/ui/status';

/** The look that text inputs, text areas and selects share. */
export const CONTROL =
  'block w-full min-h-9 rounded border border-edge bg-surface px-3 py-1.5 text-sm text-ink transition-colors ' +
  'hover:border-muted focus-visible:border-accent focus-visible:outline-offset-0 ' +
  'aria-invalid:border-bad disabled:bg-sunken disabled:text-muted [&[readonly]]:bg-sunken';

type FieldFrameProps = Omit<FieldWords, 'name'> & {
  id: string;
  hintId?: string;
  errorId?: string;
  children: ReactNode;
  className?: string;
};

/** Label on top, hint under it, the control, and the error beside it. */
export function FieldFrame(props: FieldFrameProps) {
  const { id, label, hint, hintId, error, errorId, optional, children, className } = props;
  return (
    <div className={cx('flex max-w-md flex-col gap-1.5', className)}>
      <label htmlFor={id} className="w-fit text-sm font-medium">
        {label}
        {optional && <span className="font-normal text-muted"> (optional)</span>}
      </label>
      {hint && (
        <p id={hintId} className="-mt-1 text-xs text-muted">
          {hint}
        </p>
      )}
      {children}
      <FieldError id={errorId} error={error} />
    </div>
  );
}

/** A field's error with its octagon; nothing when there is none. */
export function FieldError({ id, error }: { id?: string; error?: string }) {
  if (!error) return null;
  return (
    <p id={id} className="flex gap-1.5 text-xs font-medium text-bad">
      <StatusGlyph status="failed" className="mt-0.5" />
      <span>
        <span className="sr-only">Error: </span>
        {error}
      </span>
    </p>
  );
}

type FieldsetFrameProps = Omit<FieldWords, 'name'> & {
  field: ReturnType<typeof useField>;
  children: ReactNode;
  className?: string;
};

/** A group of choices under one legend, with its hint and error. */
export function FieldsetFrame(props: FieldsetFrameProps) {
  const { field, label, hint, optional, children, className } = props;
  return (
    <fieldset className={cx('flex min-w-0 flex-col gap-1.5', className)} aria-describedby={field.describedBy}>
      <legend className="mb-1.5 text-sm font-medium">
        {label}
        {optional && <span className="font-normal text-muted"> (optional)</span>}
      </legend>
      {hint && (
        <p id={field.hintId} className="-mt-1 mb-0.5 text-xs text-muted">
          {hint}
        </p>
      )}
      {children}
      <FieldError id={field.errorId} error={field.error} />
    </fieldset>
  );
}

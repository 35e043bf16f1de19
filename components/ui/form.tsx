'use client';

import { type ReactNode, useActionState, useEffect, useRef } from 'react';
import { Callout } from '@/components/ui/callout';
import { cx } from '@/components/ui/cx';
import { FormStateContext } from '@/components/ui/form-context';
import { type FormAction, type FormState, IDLE_FORM } from '@/lib/form-state';

type FormProps = {
  /** A server action: `(state, formData) => Promise<FormState>`. */
  action: FormAction;
  children: ReactNode;
  initialState?: FormState;
  /** Values that travel with the form without being shown. */
  hidden?: Record<string, string>;
  /** Lays the fields out in a row instead of a column, for small forms in tables and bars. */
  inline?: boolean;
  className?: string;
  'aria-label'?: string;
};

/**
 * A form over a server action. It posts without JavaScript; with it the page stays, the message appears on top,
 * each field shows its error and what was typed, and the first wrong field gets the focus.
 */
export function Form(props: FormProps) {
  const { action, children, initialState = IDLE_FORM, hidden = {}, inline, className } = props;
  const [state, run] = useActionState(action, initialState);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (state.status === 'ok') form.current?.closest('dialog')?.close();
    if (state.status !== 'error') return;
    const find = (selector: string) => form.current?.querySelector<HTMLElement>(selector);
    (find('[aria-invalid="true"]') ?? find('[data-form-message]'))?.focus();
  }, [state]);

  return (
    <form
      ref={form}
      action={run}
      noValidate
      data-form-status={state.status}
      aria-label={props['aria-label']}
      className={cx('flex', inline ? 'flex-wrap items-end gap-3' : 'max-w-2xl flex-col gap-5', className)}
    >
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <FormMessage state={state} unseen={['', ...Object.keys(hidden)]} />
      <FormStateContext value={state}>{children}</FormStateContext>
    </form>
  );
}

type FormMessageProps = { state: FormState; unseen: readonly string[] };

/** What is wrong with a value that no field shows (a hidden one, or the form as a whole: the empty name) is said here instead. */
function FormMessage({ state, unseen }: FormMessageProps) {
  const message = unseen.map((name) => state.fieldErrors?.[name]).find(Boolean) ?? state.message;
  if (state.status === 'idle' || !message) return null;
  const failed = state.status === 'error';
  return (
    <div data-form-message tabIndex={-1} role={failed ? 'alert' : 'status'} className="w-full rounded">
      <Callout tone={failed ? 'bad' : 'ok'} title={message} />
    </div>
  );
}

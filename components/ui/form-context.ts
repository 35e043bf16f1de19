'use client';

import { createContext, useContext, useId } from 'react';
import { type FormState, IDLE_FORM } from '@/lib/form-state';

/** What the form's last answer was; fields read their own error and typed value from it. */
export const FormStateContext = createContext<FormState>(IDLE_FORM);

export type FieldWords = {
  name: string;
  label: string;
  hint?: React.ReactNode;
  /** An error from elsewhere; inside a Form the field finds its own. */
  error?: string;
  /** Adds "(optional)" to the label. Everything else is needed. */
  optional?: boolean;
};

/** The ids, the error and the typed value of one field, wired for screen readers. */
export function useField({ name, hint, error }: Pick<FieldWords, 'name' | 'hint' | 'error'>) {
  const state = useContext(FormStateContext);
  const id = useId();
  const said = error ?? state.fieldErrors?.[name];
  const hintId = hint ? `${id}-hint` : undefined;
  const errorId = said ? `${id}-error` : undefined;
  return {
    id,
    error: said,
    hintId,
    errorId,
    describedBy: [hintId, errorId].filter(Boolean).join(' ') || undefined,
    typed: state.values?.[name],
  };
}

/** The typed value of a field that holds one text. */
export function textOf(typed: string | string[] | undefined): string | undefined {
  return Array.isArray(typed) ? typed[0] : typed;
}

/** The typed values of a field that may hold several. */
export function listOf(typed: string | string[] | undefined): string[] | undefined {
  return typed === undefined || Array.isArray(typed) ? typed : [typed];
}

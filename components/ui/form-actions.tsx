import type { ReactNode } from 'react';

/** The buttons at the end of a form; the primary one first, where the eye comes from the fields. */
export function FormActions({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-2 border-t border-line pt-5">{children}</div>;
}

/** What a form shows after its action ran: a sentence on top, one beside each field, and what was typed. */
export type FormState = {
  status: 'idle' | 'error' | 'ok';
  message?: string;
  fieldErrors?: Record<string, string>;
  values?: Record<string, string | string[]>;
  /** What stands in the way and could be replaced: the form then asks for a yes. */
  replaces?: string;
};

export type FormAction = (state: FormState, formData: FormData) => Promise<FormState>;

export const IDLE_FORM: FormState = { status: 'idle' };

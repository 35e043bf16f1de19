/** What stands in the way and could be replaced; `from` is the day from which on, when that is not at once. */
export type Replaceable = { id: string; name: string; from?: string };

/** What a form shows after its action ran: a sentence on top, one beside each field, and what was typed. */
export type FormState = {
  status: 'idle' | 'error' | 'ok';
  message?: string;
  fieldErrors?: Record<string, string>;
  values?: Record<string, string | string[]>;
  /** The form then asks for a yes, which names what it replaces by its id. */
  replaces?: Replaceable;
};

export type FormAction = (state: FormState, formData: FormData) => Promise<FormState>;

export const IDLE_FORM: FormState = { status: 'idle' };

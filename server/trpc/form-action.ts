import { experimental_createServerActionHandler } from '@trpc/next/app-dir/server';
import type { AnyProcedure, inferProcedureInput, inferProcedureOutput } from '@trpc/server';
import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import type { FormState, Replaceable } from '@/lib/form-state';
import { handoffContext, requestContext } from './context';
import { trpcInstance } from './init';

const handlers = {
  user: experimental_createServerActionHandler(trpcInstance, {
    createContext: requestContext,
    rethrowNextErrors: false,
  }),
  handoff: experimental_createServerActionHandler(trpcInstance, {
    createContext: handoffContext,
    rethrowNextErrors: false,
  }),
};

interface AfterSuccess<O> {
  /** Where to go when it worked. Without it, or when it says null, the page is drawn again, with `said` on top. */
  goTo?: (output: O, form: FormData) => string | null;
  said?: (output: O) => string;
  /** Runs after the procedure and before going anywhere: setting a cookie, for example. */
  afterwards?: (output: O) => Promise<void>;
  /** Who acts: the person of the session, or whoever holds a hand-off link. */
  as?: keyof typeof handlers;
}

/** The shape that errorFormatter in init.ts gives; the library's own type of it is lost through the generic handler. */
interface ActionResult<O> {
  result?: { data: O };
  error?: {
    message: string;
    data: {
      app: {
        code: string;
        happened: string;
        todo: string;
        field?: string;
        goTo?: string;
        replaces?: Replaceable;
      } | null;
      fields: Record<string, string> | null;
    };
  };
}

/**
 * A form's action over one procedure: `(state, formData) => FormState`. Works without JavaScript; on a refusal it returns the
 * message beside its field with what was typed (never passwords).
 */
export function formAction<P extends AnyProcedure>(
  procedure: P,
  after: AfterSuccess<inferProcedureOutput<P>> = {},
) {
  const call = handlers[after.as ?? 'user'](procedure);
  return async function action(_state: FormState, form: FormData): Promise<FormState> {
    const clean = withoutFrameworkKeys(form);
    const answer = (await call(clean as inferProcedureInput<P>)) as ActionResult<inferProcedureOutput<P>>; // shape: init.ts
    if (answer.error) return refusal(answer.error, clean);
    const output = answer.result?.data as inferProcedureOutput<P>; // no error, so there is a result
    await after.afterwards?.(output);
    const goTo = after.goTo?.(output, clean);
    if (goTo) redirect(goTo);
    revalidatePath('/', 'layout');
    return { status: 'ok', message: after.said?.(output) };
  };
}

/** Posts without JavaScript carry $ACTION_ keys, which no schema knows. */
function withoutFrameworkKeys(form: FormData): FormData {
  const clean = new FormData();
  for (const [name, value] of form) if (!name.startsWith('$ACTION')) clean.append(name, value);
  return clean;
}

function refusal(error: NonNullable<ActionResult<unknown>['error']>, form: FormData): FormState {
  const { app, fields } = error.data;
  if (app?.code === 'unauthenticated') redirect('/sign-in');
  if (app?.code === 'step_due' && app.goTo) redirect(app.goTo);
  const fieldErrors = { ...fields };
  if (app?.field) fieldErrors[app.field] = `${app.happened} ${app.todo}`.trim();
  const message = fields || app?.field ? 'Some fields need another look.' : error.message;
  return { status: 'error', message, fieldErrors, values: typedValues(form), replaces: app?.replaces };
}

function typedValues(form: FormData): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {};
  for (const name of new Set(form.keys())) {
    if (/password|token/i.test(name)) continue;
    const all = form.getAll(name).filter((value): value is string => typeof value === 'string');
    values[name] = all.length === 1 ? (all[0] ?? '') : all;
  }
  return values;
}

import type { Replaceable } from '@/lib/form-state';

/** Why a request could not be served: a closed list, each mapped once to HTTP, to a page and to a form. */
export type AppErrorCode =
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'invalid' // a value that only the server can judge; `field` names it
  | 'conflict' // the state of things stands against it
  | 'stale' // somebody else was first; `happened` says who and what
  | 'contract_required'
  | 'step_due' // a later step of the wizard; `goTo` is the step that is due
  | 'expired'
  | 'throttled'
  | 'unavailable'; // a database or AWS that does not answer now

export interface AppErrorDetails {
  /** One sentence on what happened and one on what to do, both for people. */
  happened: string;
  todo: string;
  /** The field of the form that the message belongs beside. */
  field?: string;
  /** Where the person should go instead. */
  goTo?: string;
  /** For a conflict that can be answered with yes: what stands. */
  replaces?: Replaceable;
}

export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly details: AppErrorDetails;

  constructor(code: AppErrorCode, details: AppErrorDetails) {
    super(`${details.happened} ${details.todo}`.trim());
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }
}

/** Somebody else's id answers exactly like an id that does not exist. */
export function notFound(): AppError {
  return new AppError('not_found', {
    happened: 'This page does not exist, or you have no access to it.',
    todo: 'Go back to Home.',
  });
}

export function forbidden(): AppError {
  return new AppError('forbidden', {
    happened: 'Your role does not allow this.',
    todo: 'Ask an Admin of your company.',
  });
}

import { FormRefused } from '@/sandbox/console/form-input';
import type { Identity } from '@/sandbox/console/identity';
import type { Scene, View } from '@/sandbox/console/page';
import { AwsFault } from '@/sandbox/fault';

/** What a form leads to: another address, or the page again with what AWS said. */
export type Outcome = { to: string; cookie?: string } | { view: View; status: number };

export type Fields = Map<string, string>;

/** Who is signed in. Throws FormRefused for nobody. */
export function mustIdentity({ identity }: Scene): Identity {
  if (!identity) throw new FormRefused(401, 'Sign in to an account first.');
  return identity;
}

/** What AWS says; anything else is a mistake of the sandbox and goes on. */
export function messageOf(error: unknown): string {
  if (error instanceof AwsFault) return error.message;
  throw error;
}

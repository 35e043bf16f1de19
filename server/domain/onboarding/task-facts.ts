import type { Task, Turn } from '@/lib/onboarding';
import type { Facts } from './facts';

/** What a task's derivation says; key, title and whether it counts come from the list of the kind. */
export type TaskFacts = Pick<Task, 'state'> & Partial<Pick<Task, 'says' | 'turn' | 'since' | 'button'>>;

/** The partner above: who invites the first Admin and writes the contract. */
export function partnerTurn(facts: Facts): Turn {
  return { side: 'partner', who: facts.parentName ?? 'The partner' };
}

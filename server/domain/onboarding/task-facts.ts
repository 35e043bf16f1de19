import type { Task, Turn } from '@/lib/onboarding';
import type { Facts } from './facts';

/** What a task's derivation says; key, title and whether it counts come from the list of the kind. */
export type TaskFacts = Pick<Task, 'state'> &
  Partial<Pick<Task, 'says' | 'since' | 'button'>> & { turn?: TaskTurn };

/** Whose turn it is, before it is known who looks. */
export type TaskTurn = Omit<Turn, 'isYours'>;

/** The partner above: who invites the first Admin and writes the contract. */
export function partnerTurn(facts: Facts): TaskTurn {
  return { side: 'partner', who: facts.parentName ?? 'The partner' };
}

import { trustIsOpen } from './judge';
import type { Observation } from './observe';

type Seen = Pick<Observation, 'role' | 'trust' | 'rotation' | 'stack'> &
  Partial<Pick<Observation, 'without' | 'wrong'>>;

/**
 * How far a rotation is, by one look. `waiting`: the role still requires the present value. `taken`: AWS takes over the next one, or
 * has, but not every proof is there yet (IAM needs seconds). `proven`: the next one lets us in, and nothing else does. `open`: the
 * trust lets others in, both values at once among them. `unknown`: the look proves nothing.
 */
export type RotationOutcome = 'waiting' | 'taken' | 'proven' | 'open' | 'unknown';

export function rotationOutcome(observation: Seen): RotationOutcome {
  const { role, rotation, without, wrong, trust } = observation;
  if (role.is !== 'assumed' || rotation === undefined) return 'unknown';
  if (trustIsOpen(observation)) return 'open';
  if (rotation.by === 'next') {
    const others = [without, wrong, rotation.other];
    return trust === 'exact' && others.every((answer) => answer === 'refused') ? 'proven' : 'taken';
  }
  if (trust === 'other') return 'taken';
  return trust === 'exact' ? 'waiting' : 'unknown';
}

/**
 * Whether CloudFormation can still take the next value back. `settled`: the stack has it, and is complete. `running`: it may yet be
 * rolled back, and then the present value is what AWS requires. `unknown`: the stack tells nothing, or has another value than the role.
 */
export function updateOf({ stack }: Pick<Seen, 'stack'>, next: string): 'settled' | 'running' | 'unknown' {
  if (stack.is !== 'seen') return 'unknown';
  const { parameters, status } = stack.sighting;
  const isComplete = /^(CREATE_COMPLETE|UPDATE_COMPLETE|UPDATE_COMPLETE_CLEANUP_IN_PROGRESS)$/.test(status);
  if (isComplete) return parameters.ExternalId === next ? 'settled' : 'unknown';
  return status.endsWith('_IN_PROGRESS') ? 'running' : 'unknown';
}

/** Longer than an update that changed the trust can wait before it is rolled back: hooks answer within 5 min. */
export const UPDATE_SETTLES_MS = 10 * 60_000;

import { trustIsOpen } from './judge';
import type { Observation } from './observe';

type Seen = Pick<Observation, 'role' | 'trust' | 'rotation'> &
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

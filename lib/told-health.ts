/** How a connection that people rely on is; null while nothing is known, which changes nothing about what they were told. */
export type HealthNow = 'well' | 'failed' | 'broken' | null;

/** What people were told last of a connection. Instants are milliseconds. */
export interface Told {
  /** The worst of the episode that lasts. */
  as: 'well' | 'failed' | 'broken';
  at: number | null;
  /** It had failed, worked and failed again within a day: nothing more is told until it was well for a day. */
  again: boolean;
  /** In an episode of which the end is not told yet: since when it was well. */
  wellSince: number | null;
}

export const TOLD_NOTHING: Told = { as: 'well', at: null, again: false, wellSince: null };

/** `failed`: the CUR delivery; `broken`: the IAM role. `again`: it comes and goes. */
export type Telling = { what: 'failed' | 'broken'; again: boolean } | { what: 'back' };

const HOUR = 3_600_000;
/** Two failures so close to each other are one that comes and goes. */
const FLAPPING_MS = 24 * HOUR;
/** Daily checks are up to 25 h apart: well at two of them in a row. */
const STEADY_MS = 20 * HOUR;

/**
 * What people are told of a change, and what they know then: a failure at once, its end at once, each a single time. Where it fails
 * again within a day they are told so once more, and after that its end only when it lasts: four mails at most, however often it turns.
 */
export function toldAfter(
  told: Told,
  now: { is: HealthNow; at: number },
): { tell: Telling | null; told: Told } {
  const { is, at } = now;
  if (is === null) return { tell: null, told };
  if (told.as === 'well') {
    if (is === 'well') return { tell: null, told };
    const again = told.at !== null && at - told.at < FLAPPING_MS;
    return { tell: { what: is, again }, told: { as: is, at, again, wellSince: null } };
  }
  if (is === 'well') return recovered(told, at);
  // From a failed delivery to a broken role it got worse; the other way round it is the same episode.
  if (is === 'broken' && told.as === 'failed') {
    const tell: Telling | null = told.again ? null : { what: 'broken', again: false };
    return { tell, told: { ...told, as: 'broken', at: tell ? at : told.at, wellSince: null } };
  }
  return { tell: null, told: { ...told, wellSince: null } };
}

function recovered(told: Told, at: number): { tell: Telling | null; told: Told } {
  const back = { tell: { what: 'back' }, told: { as: 'well', at, again: false, wellSince: null } } as const;
  if (!told.again) return back;
  if (told.wellSince === null) return { tell: null, told: { ...told, wellSince: at } };
  return at - told.wellSince >= STEADY_MS ? back : { tell: null, told };
}

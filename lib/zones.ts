const HOUR = 3_600_000;
/** Zones lie between UTC-12 and UTC+14; one day more on either side costs two steps of the search. */
const REACH = 40 * HOUR;

/** Whether this is an IANA time zone that the runtime knows ("Europe/Oslo", "UTC"); bare offsets are not. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name) || name.length > 64) return false;
  try {
    return formatterFor(name) !== null;
  } catch {
    return false;
  }
}

/** Every zone that a form offers, UTC first. */
export function timeZones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')];
}

/** Whether this is a day of the calendar as YYYY-MM-DD; 2026-02-30 is not. */
export function isDay(day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || day < '1970-01-02') return false;
  const instant = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(day);
}

/** The day after this one, both YYYY-MM-DD. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 24 * HOUR).toISOString().slice(0, 10);
}

/** The calendar day (YYYY-MM-DD) that an instant falls on in this zone. */
export function dayOf(instant: Date, timeZone: string): string {
  return formatterFor(timeZone).format(instant);
}

/**
 * The first instant of a day in a zone, as UTC ISO text. Where midnight does not exist (summer time that begins at 00:00) it is
 * the first moment after the gap; a day that a zone skipped altogether begins with the next one.
 */
export function startOfDay(day: string, timeZone: string): string {
  const guess = Date.parse(`${day}T00:00:00Z`);
  // The local day only grows with time, so the first second on or after the wanted day is found by halving.
  let before = (guess - REACH) / 1000;
  let after = (guess + REACH) / 1000;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dayOf(new Date(middle * 1000), timeZone) >= day) after = middle;
    else before = middle;
  }
  return new Date(after * 1000).toISOString();
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** sv-SE writes days as YYYY-MM-DD. */
function formatterFor(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  formatters.set(timeZone, made);
  return made;
}

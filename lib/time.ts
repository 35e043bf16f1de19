const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Says how far an instant is from `now` in one unit, rounded down: "just now", "12 min ago", "in 27 min",
 * "6 days ago". Beyond 30 days it gives the date instead ("3 Sep 2026"). Both are ISO-8601 UTC texts.
 */
export function formatRelative(iso: string, now: string): string {
  const distance = Date.parse(iso) - Date.parse(now);
  if (Number.isNaN(distance)) return iso;
  const size = Math.abs(distance);
  if (size < MINUTE) return distance > 0 ? 'in less than 1 min' : 'just now';
  if (size > 30 * DAY) return formatDate(iso);
  return distance > 0 ? `in ${formatSpan(size)}` : `${formatSpan(size)} ago`;
}

/** A length of time in milliseconds in its largest whole unit: "12 min", "3 h", "1 day". */
export function formatSpan(milliseconds: number): string {
  if (milliseconds < MINUTE) return 'less than 1 min';
  if (milliseconds < HOUR) return `${Math.floor(milliseconds / MINUTE)} min`;
  if (milliseconds < DAY) return `${Math.floor(milliseconds / HOUR)} h`;
  const days = Math.floor(milliseconds / DAY);
  return days === 1 ? '1 day' : `${days} days`;
}

/** The exact instant with its zone, for hover and print: "23 Nov 2026, 14:02:09 UTC". Zone is an IANA name. */
export function formatExact(iso: string, timeZone = 'UTC'): string {
  const parts = partsOf(iso, timeZone);
  if (!parts) return iso;
  const { day, month, year, hour, minute, second, timeZoneName } = parts;
  return `${day} ${month} ${year}, ${hour}:${minute}:${second} ${timeZoneName}`;
}

/** The calendar day of an instant: "23 Nov 2026". A bare date ("2026-11-23") is that day in every zone. */
export function formatDate(iso: string, timeZone = 'UTC'): string {
  const isBareDate = /^\d{4}-\d{2}-\d{2}$/.test(iso);
  const parts = partsOf(iso, isBareDate ? 'UTC' : timeZone);
  return parts ? `${parts.day} ${parts.month} ${parts.year}` : iso;
}

/** The time of day of an instant: "14:02". */
export function formatClock(iso: string, timeZone = 'UTC'): string {
  const parts = partsOf(iso, timeZone);
  return parts ? `${parts.hour}:${parts.minute}` : iso;
}

/** A moment of one of these days as people say it: "14:00 tomorrow", else with its date: "14:00 on 25 Nov 2026". */
export function formatMoment(iso: string, at: { now: string; timeZone?: string }): string {
  const { now, timeZone } = at;
  const day = formatDate(iso, timeZone);
  const isDay = (days: number) => {
    const other = Date.parse(now) + days * DAY;
    return !Number.isNaN(other) && formatDate(new Date(other).toISOString(), timeZone) === day;
  };
  const name = isDay(0) ? 'today' : isDay(1) ? 'tomorrow' : isDay(-1) ? 'yesterday' : `on ${day}`;
  return `${formatClock(iso, timeZone)} ${name}`;
}

/** The month of a billing period as AWS writes it in keys: "20261101-20261201" is "Nov 2026", and so is an export's "2026-11". */
export function formatPeriod(period: string): string {
  const [, year, month] = /^(\d{4})(\d{2})01-\d{8}$/.exec(period) ?? /^(\d{4})-(\d{2})$/.exec(period) ?? [];
  const name = MONTHS[Number(month) - 1];
  return name === undefined ? period : `${name} ${year}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Months are written by our own list: ICU changed "Sep" to "Sept" between versions. */
function partsOf(iso: string, timeZone: string) {
  const instant = Date.parse(iso);
  if (Number.isNaN(instant)) return null;
  const found = new Map(
    formatterFor(timeZone)
      .formatToParts(instant)
      .map((part) => [part.type, part.value]),
  );
  const read = (type: Intl.DateTimeFormatPartTypes) => found.get(type) ?? '';
  return {
    day: String(Number(read('day'))),
    month: MONTHS[Number(read('month')) - 1] ?? '',
    year: read('year'),
    hour: read('hour'),
    minute: read('minute'),
    second: read('second'),
    timeZoneName: read('timeZoneName'),
  };
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** An unknown zone is shown as UTC rather than refused: a wrong zone must not take a page down. */
function formatterFor(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const options = {
    day: 'numeric',
    month: 'numeric',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  } satisfies Intl.DateTimeFormatOptions;
  const made = (() => {
    try {
      return new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
    } catch {
      return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' });
    }
  })();
  formatters.set(timeZone, made);
  return made;
}

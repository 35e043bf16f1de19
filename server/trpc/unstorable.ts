/**
 * Whether a NUL stands anywhere in what was sent. Nobody types one, Postgres cannot store it in a text (22021) and SQLite can: refused
 * at the door, both answer alike. Goes through the input without recursion, which a deep one would exhaust.
 */
export function holdsNul(input: unknown): boolean {
  const open: unknown[] = [input];
  while (open.length > 0) {
    const one = open.pop();
    if (typeof one === 'string' && one.includes('\u0000')) return true;
    if (typeof one !== 'object' || one === null) continue;
    const parts = one instanceof FormData ? one.values() : Object.values(one);
    for (const part of parts) open.push(part);
  }
  return false;
}

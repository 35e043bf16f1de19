import { Socket } from 'node:net';
import { vi } from 'vitest';

const isHere = (host: string) => /^(127\.0\.0\.1|localhost|)$/.test(host);

/**
 * Every host that a socket is opened to from now on, but this machine's; none of them is reached. A test's spies end with it
 * (console.ts), so it is begun in each.
 */
export function watchConnections(): { to: string[] } {
  const made: { to: string[] } = { to: [] };
  const connect = Socket.prototype.connect;
  vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket, ...given: unknown[]) {
    const first: unknown = Array.isArray(given[0]) ? given[0][0] : given[0];
    const host = String(Reflect.get(Object(first), 'host') ?? '');
    if (isHere(host)) return Reflect.apply(connect, this, given);
    made.to.push(host);
    process.nextTick(() => this.destroy(new Error(`Nothing is reached in this test, ${host} neither.`)));
    return this;
  });
  return made;
}

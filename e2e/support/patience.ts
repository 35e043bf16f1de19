import Database from 'better-sqlite3';
import { databaseFile } from './ports';

const HOUR_MS = 60 * 60_000;

/**
 * As if the link had been made two hours ago and nobody had come back: the next look is an hour away, and only the doorbell, or
 * somebody who works on the connection, brings it forward.
 */
export function longAgo(connectionId: string): void {
  const now = Date.now();
  const database = new Database(databaseFile, { timeout: 10_000 });
  try {
    const { changes } = database
      .prepare('UPDATE connections SET poll_since = ?, next_poll_at = ? WHERE id = ?')
      .run(new Date(now - 2 * HOUR_MS).toISOString(), new Date(now + HOUR_MS).toISOString(), connectionId);
    if (changes !== 1) throw new Error(`There is no connection ${connectionId}.`);
  } finally {
    database.close();
  }
}

/** As if the link had been made so long ago, with everything else as it is. */
export function waitedFor(connectionId: string, minutes: number): void {
  const at = new Date(Date.now() - minutes * 60_000).toISOString();
  const database = new Database(databaseFile, { timeout: 10_000 });
  try {
    const update = database.prepare('UPDATE connections SET link_made_at = ? WHERE id = ?');
    if (update.run(at, connectionId).changes !== 1)
      throw new Error(`There is no connection ${connectionId}.`);
  } finally {
    database.close();
  }
}

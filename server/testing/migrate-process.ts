import { once } from 'node:events';
import { openDatabase } from '@/server/db/client';
import { migrateToLatest } from '@/server/db/migrate';

/** Says that it is there, waits for a word, migrates the database of the first argument and prints the names that it has run. */
const database = openDatabase({ url: process.argv[2] ?? '' });
process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.destroy();
process.stdout.write(JSON.stringify(await migrateToLatest(database)));
await database.close();

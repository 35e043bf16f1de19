import { openDatabase } from '@/server/db/client';
import { migrateToLatest } from '@/server/db/migrate';

/** Migrates the database of the first argument and prints the names that this process has run. */
const database = openDatabase({ url: process.argv[2] ?? '' });
process.stdout.write(JSON.stringify(await migrateToLatest(database)));
await database.close();

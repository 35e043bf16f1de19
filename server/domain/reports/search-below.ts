import type { SearchForm } from '@/lib/connections';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { AppError } from '@/server/errors';
import { fetchForStep } from '../connections/guard';
import { writeConnection } from '../connections/move';
import { type Validated, validateReports } from './validate';

/**
 * Search one folder only: for a bucket that is too large to be searched whole. Looks there at once; an empty prefix goes back to the
 * whole bucket. The confirmed CUR must lie in the folder, or its delivery could not be watched any more.
 */
export async function searchBelow(ctx: Ctx, input: SearchForm): Promise<Validated> {
  const { prefix, ...form } = input;
  await withScope(ctx, async (tx) => {
    const { connection } = await fetchForStep(tx, {
      ctx,
      ...form,
      permission: 'connection:write',
      step: 'validate',
    });
    const { chosen_root: chosen } = connection;
    if (chosen !== null && !chosen.startsWith(prefix)) throw chosenElsewhere(chosen);
    const narrowed = prefix !== '';
    await writeConnection(tx, {
      ctx,
      connection,
      // What looks into the bucket now was sent elsewhere: its result counts for nothing.
      set: { report_prefix: narrowed ? prefix : null, validating_since: null },
      events: [narrowed ? { kind: 'search_narrowed', detail: prefix } : { kind: 'search_widened' }],
      activity: narrowed
        ? { action: 'connection.search_narrowed', detail: { folder: prefix } }
        : { action: 'connection.search_widened' },
      edited: narrowed ? 'limited the search to one folder' : 'had the whole bucket searched again',
    });
  });
  return validateReports(ctx, { connectionId: input.connectionId });
}

function chosenElsewhere(root: string): AppError {
  return new AppError('conflict', {
    happened: `The chosen CUR is not in this folder: ${root}`,
    todo: 'Give a folder that holds it, or choose another CUR first.',
    field: 'prefix',
  });
}

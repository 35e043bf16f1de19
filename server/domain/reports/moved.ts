import type { Examination } from '@/lib/reports';
import type { ConnectionRow } from '@/server/db/tables';
import type { Changes, Write } from '../connections/move';
import { nameOfRoot } from './keys';

/**
 * The first look that could read the bucket to which a connection was moved: the move is over, and the choice goes along to the one
 * report of the same name. Null while the bucket cannot be read, or when nothing was moved.
 */
export function endOfMove(
  row: ConnectionRow,
  examination: Examination,
): { set: Changes & Pick<ConnectionRow, 'chosen_root'>; events: NonNullable<Write['events']> } | null {
  if (row.bucket_before === null || examination.findings.some(({ code }) => shut.has(code))) return null;
  return {
    set: {
      bucket_before: null,
      kms_key_before: null,
      bucket_moved_at: null,
      chosen_root: choiceOfNow(row.chosen_root, examination),
    },
    events: [{ kind: 'bucket_read', detail: row.bucket }],
  };
}

const shut: ReadonlySet<string> = new Set(['BUCKET_NOT_FOUND', 'BUCKET_ACCESS_DENIED', 'BUCKET_WRONG_OWNER']);

/** AWS knows one report of a name in an account, wherever it delivers; a choice that is not found stays, and says so by its health. */
function choiceOfNow(chosenRoot: string | null, { reports }: Examination): string | null {
  if (chosenRoot === null) return null;
  const legacy = reports.filter(({ kind }) => kind === 'legacy-cur');
  if (legacy.some(({ root }) => root === chosenRoot)) return chosenRoot;
  const named = legacy.filter(({ root }) => nameOfRoot(root) === nameOfRoot(chosenRoot));
  return named.length === 1 ? (named[0]?.root ?? chosenRoot) : chosenRoot;
}

import type { ConnectionState } from '@/lib/connection-states';
import { standing } from '@/lib/connections';

export interface MoveFacts {
  purpose: 'reports' | 'insights';
  state: ConnectionState;
  stateBefore: ConnectionState | null;
  /** A CUR was confirmed once, and nobody has gone back since. */
  wasConfirmed: boolean;
  /** Who creates the report. A stack that does never takes another bucket. */
  reportBy: 'customer' | 'stack';
  bucket: string | null;
  chosenRoot: string | null;
  searchPrefix: string | null;
}

/** `no`: before Confirm, where going back is the way; `made-by-stack`: never. */
export type BucketMovable = 'yes' | 'no' | 'made-by-stack';

/** A confirmed CUR that is not fit any more takes its connection back to these, with the choice kept. */
const afterConfirm: readonly ConnectionState[] = [
  'awaiting_report',
  'report_invalid',
  'report_valid',
  'confirmed',
  'complete',
];

/** Whether another bucket may be named without going back to the draft. */
export function bucketMovable(facts: MoveFacts): BucketMovable {
  const { purpose, state, wasConfirmed, bucket } = facts;
  const isThere = purpose === 'reports' && bucket !== null && wasConfirmed && state !== 'paused';
  if (!isThere || !afterConfirm.includes(standing(facts))) return 'no';
  return facts.reportBy === 'stack' ? 'made-by-stack' : 'yes';
}

/** What a move makes invalid, said before it is made; empty where there is nothing to move. */
export function lostByMoving(facts: MoveFacts): string[] {
  if (bucketMovable(facts) !== 'yes') return [];
  const { bucket, chosenRoot, searchPrefix } = facts;
  return [
    `Nothing is read from ${bucket} any more, from this moment.`,
    'The results of the last check. CUR delivery is Not available until the new bucket was read.',
    ...(chosenRoot === null
      ? []
      : [
          `The choice of ${chosenRoot}, unless the new bucket holds a report of the same name. If it does not, you choose again.`,
        ]),
    ...(searchPrefix === null ? [] : [`The limit to the folder ${searchPrefix}.`]),
    'What the stack allows: the IAM role may read the old bucket only, until you update the stack.',
  ];
}

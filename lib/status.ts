/** The seven statuses that are drawn; each has one shape, one word and one colour (components/ui/status.tsx). */
export const STATUSES = [
  'done',
  'in_progress',
  'waiting',
  'attention',
  'failed',
  'not_started',
  'not_available',
] as const;

export type Status = (typeof STATUSES)[number];

export const STATUS_WORDS = {
  done: 'Done',
  in_progress: 'In progress',
  waiting: 'Waiting',
  attention: 'Needs attention',
  failed: 'Failed',
  not_started: 'Not started',
  not_available: 'Not available',
} as const satisfies Record<Status, string>;

import { z } from 'zod';
import type { Status } from './status';

/** What became of a mail, its word and the shape it is drawn with. */
export const mailStates = {
  queued: { word: 'Queued', status: 'in_progress' },
  sent: { word: 'Sent', status: 'done' },
  failed: { word: 'Failed', status: 'failed' },
  held: { word: 'Held, no mail server', status: 'waiting' },
  cancelled: { word: 'Cancelled', status: 'not_available' },
} as const satisfies Record<string, { word: string; status: Status }>;

/** `after` is the `next` of the page before. */
export const OutboxQuery = z.strictObject({ after: z.string().max(100).optional() });
export const MailRef = z.strictObject({ mailId: z.uuid('This id is not one of ours.') });

export type OutboxQuery = z.infer<typeof OutboxQuery>;
export type MailRef = z.infer<typeof MailRef>;

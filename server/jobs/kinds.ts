import { z } from 'zod';

const none = z.strictObject({});
const connection = z.strictObject({ connectionId: z.string() });

/** Every kind of job with the shape of its payload, which is read back from the database. */
export const jobPayloads = {
  'mail.send': z.strictObject({ mailId: z.string() }),
  /** Looks at the stack and the IAM role of one connection; of a disconnected one, whether the role is gone. */
  'connection.poll': connection,
  /** Validates the reports of one connection. */
  'connection.validate': connection,
  'insights.check': connection,
  /** Looks whether the stack of a connection was updated. */
  'connection.update': connection,
  /** Some seconds after the doorbell rang: looks at the connection again. */
  'connection.ring': connection,
  /** Answers CloudFormation for a message of the doorbell. */
  'doorbell.answer': z.strictObject({ messageId: z.string() }),
  /** Each minute: enqueues the look at every stack and the check of every connection that is due. */
  'connection.sweep': none,
  /** While more looks are due than AWS is asked for: gives out the turns of the next second. */
  'connection.turns': none,
  /** Each minute: whether AWS still lets Tributary itself in. */
  'own-access.watch': none,
  'invitations.expire': none,
  'contracts.tick': none,
  housekeeping: none,
} satisfies Record<string, z.ZodType>;

export type JobKind = keyof typeof jobPayloads;
export type JobPayload<K extends JobKind> = z.infer<(typeof jobPayloads)[K]>;

/** Looks into buckets and accounts, which take minutes at worst; all others take a call or a write. */
export const longKinds: ReadonlySet<string> = new Set<JobKind>(['connection.validate', 'insights.check']);

/** What both adapters store: read back it is checked by `readJob`. */
export interface StoredJob {
  kind: string;
  payload: unknown;
}

/** The kind and payload of a stored job; throws for a kind of another version of Tributary or a wrong payload. */
export function readJob(stored: StoredJob): { kind: JobKind; payload: JobPayload<JobKind> } {
  if (!isKind(stored.kind)) throw new Error(`No such kind of job: ${stored.kind}`);
  return { kind: stored.kind, payload: jobPayloads[stored.kind].parse(stored.payload) };
}

function isKind(kind: string): kind is JobKind {
  return Object.hasOwn(jobPayloads, kind);
}

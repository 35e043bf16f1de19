import { z } from 'zod';
import { BucketName } from '@/lib/aws-ids';
import { emailField } from '@/lib/fields';
import type { ConnectionView, StackProgress } from './connection-views';
import type { Finding } from './findings/vocabulary';

/** How long a hand-off link works: a colleague in another team needs days, not weeks. */
export const HANDOFF_DAYS = 7;

/** All that somebody with a hand-off link may do; there is no other role of this kind. */
export type HandoffPermission =
  | 'handoff:read' // the instructions and the live state of the stack
  | 'handoff:open' // the link into CloudFormation, the template, the command
  | 'handoff:propose'; // a bucket, which an Admin accepts or dismisses

/** Where the pages of a hand-off live; they show one connection and nothing else. */
export const handoffAddress = '/handoff';

/** What a colleague is called whom nobody has named. */
export const UNNAMED_COLLEAGUE = 'A colleague';

const id = z.string().min(1).max(64);

/** Empty when it is not given: a form sends empty texts. */
const label = z
  .string()
  .trim()
  .max(60, 'Use 60 characters or fewer.')
  .transform((typed) => typed.replace(/\s+/g, ' ') || null)
  .default(null);

export const NewHandoff = z.strictObject({
  connectionId: id,
  label,
  /** Mailed to them as well, when an address is typed. */
  email: z
    .union([z.literal('').transform(() => null), emailField])
    .nullable()
    .default(null),
});
export type NewHandoff = z.infer<typeof NewHandoff>;

export const HandoffRef = z.strictObject({ handoffId: id });
export type HandoffRef = z.infer<typeof HandoffRef>;

export const ProposalRef = z.strictObject({ proposalId: id });
export type ProposalRef = z.infer<typeof ProposalRef>;

export const BucketProposal = z.strictObject({ connectionId: id, bucket: BucketName });
export type BucketProposal = z.infer<typeof BucketProposal>;

/** One open link, as those see it who may work on the connection. */
export interface HandoffItem {
  id: string;
  label: string;
  by: string;
  createdAt: string;
  expiresAt: string;
  /** Where it was mailed to. */
  email: string | null;
  lastUsedAt: string | null;
  stackOpenedAt: string | null;
}

/** A bucket that a colleague proposes for step 3. */
export interface ProposalItem {
  id: string;
  bucket: string;
  by: string;
  at: string;
}

/** What the page of a hand-off shows, and nothing else of the connection. */
export interface HandoffView
  extends Pick<ConnectionView, 'id' | 'purpose' | 'account' | 'reportBy' | 'bucket' | 'links' | 'partner'> {
  /** AWS is played by a stand-in. */
  sandbox: boolean;
  customer: string;
  timeZone: string;
  madeBy: string;
  expiresAt: string;
  /** Nothing is to be proposed any more: the bucket is fixed with the first stack that is proven. */
  mayPropose: boolean;
  proposed: { bucket: string; state: 'open' | 'accepted' | 'dismissed'; at: string }[];
  /** null while its names are not made: an Admin does that on step 4. */
  progress: StackProgress | null;
  /** What is to be mended at the IAM role. */
  findings: Finding[];
}

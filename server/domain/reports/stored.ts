import { z } from 'zod';
import { FINDING_CODES } from '@/lib/findings/vocabulary';
import { Examination } from '@/lib/reports';

const Change = z.object({ root: z.string().nullable(), code: z.enum(FINDING_CODES), title: z.string() });

/** The result of a validation as it is kept: what the bucket holds, and what changed against the one before. */
export const StoredResult = Examination.extend({
  /** The one folder that was searched; empty: the whole bucket. */
  prefix: z.string().default(''),
  /** When each report was first seen by us, by its root: the first delivery is due 24 h later. */
  firstSeen: z.record(z.string(), z.string()).default({}),
  changes: z
    .object({
      fixed: z.array(Change),
      fresh: z.array(Change),
      // Only counted in validations of before.
      unchanged: z.union([z.array(Change), z.number().transform((): z.infer<typeof Change>[] => [])]),
      newReports: z.array(z.string()),
      goneReports: z.array(z.string()),
    })
    .nullable()
    .default(null),
});
export type StoredResult = z.infer<typeof StoredResult>;

/** A validation that could not look says why, and nothing else. */
export const StoredTrouble = z.object({ trouble: z.string() });

export function readStored(json: string | null | undefined): StoredResult | null {
  if (!json) return null;
  const stored = StoredResult.safeParse(JSON.parse(json));
  return stored.success ? stored.data : null;
}

export function readTrouble(json: string | null | undefined): string | null {
  if (!json) return null;
  const stored = StoredTrouble.safeParse(JSON.parse(json));
  return stored.success ? stored.data.trouble : null;
}

import { z } from 'zod';
import { type WizardStep, wizardSteps } from '@/lib/connections';

const id = z.string().min(1).max(64);

export const HelpQuestion = z.strictObject({
  connectionId: id,
  /** Where the person is. */
  step: z.enum(wizardSteps),
  message: z
    .string()
    .trim()
    .max(1000, 'Use 1,000 characters or fewer.')
    .transform((typed) => typed || null)
    .default(null),
});
export type HelpQuestion = z.infer<typeof HelpQuestion>;

export const HelpRef = z.strictObject({ helpId: id });
export type HelpRef = z.infer<typeof HelpRef>;

/** An open question of an end customer to its partner. */
export interface HelpItem {
  id: string;
  step: WizardStep;
  message: string | null;
  /** What stood against the connection when it was asked, a sentence each. */
  findings: string[];
  by: string;
  at: string;
}

/** On the partner's Home. */
export interface HelpRow extends HelpItem {
  connectionId: string;
  tenant: { id: string; name: string };
  account: string | null;
  maySettle: boolean;
}

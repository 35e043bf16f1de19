import { z } from 'zod';
import { AwsAccountId, BucketName, KmsKeyArn, PolicyArn, SearchPrefix } from '@/lib/aws-ids';
import { type ConnectionState, reservingStates } from '@/lib/connection-states';

/** The steps of the wizard in their order; each has its own address below /connections/<id>/. */
export const wizardSteps = ['review', 'account', 'report', 'stack', 'validate', 'insights'] as const;
export type WizardStep = (typeof wizardSteps)[number];

export const stepTitles = {
  review: 'Review',
  account: 'Account',
  report: 'Cost and Usage Report',
  stack: 'CloudFormation',
  validate: 'Validate CUR',
  insights: 'Insights (optional)',
} satisfies Record<WizardStep, string>;

/** An account with insights goes the same way without Review, report and validation. */
const stepsOfPurpose = {
  reports: wizardSteps,
  insights: ['account', 'stack', 'insights'],
} as const satisfies Record<'reports' | 'insights', readonly WizardStep[]>;

/** What the order of the steps depends on. */
export interface StepFacts {
  purpose: 'reports' | 'insights';
  state: ConnectionState;
  stateBefore: ConnectionState | null;
  reviewed: boolean;
  accountId: string | null;
  bucket: string | null;
}

export function stepsOf(purpose: StepFacts['purpose']): readonly WizardStep[] {
  return stepsOfPurpose[purpose];
}

/** The step that is due: everything before it is done, nothing after it can be called. */
export function stepDue(facts: StepFacts): WizardStep {
  const state = standing(facts);
  switch (state) {
    case 'draft':
    case 'unsupported':
    case 'disconnected':
    case 'paused':
    case 'broken':
      return draftStep(facts);
    case 'awaiting_stack':
    case 'stack_in_progress':
    case 'stack_failed':
    case 'verifying':
      return 'stack';
    case 'role_verified':
    case 'awaiting_report':
    case 'report_invalid':
    case 'report_valid':
      return facts.purpose === 'insights' ? 'insights' : 'validate';
    case 'confirmed':
    case 'complete':
      return 'insights';
  }
}

/** Where a paused or broken connection stands: the state that it left. */
export function standing(facts: Pick<StepFacts, 'state' | 'stateBefore'>): ConnectionState {
  const away = facts.state === 'paused' || facts.state === 'broken';
  return away ? (facts.stateBefore ?? facts.state) : facts.state;
}

/** Steps up to the one that is due are open; Insights is open from role_verified on (product.md section 5, step 6). */
export function isStepOpen(facts: StepFacts, step: WizardStep): boolean {
  const steps = stepsOf(facts.purpose);
  if (!steps.includes(step)) return false;
  if (steps.indexOf(step) <= steps.indexOf(stepDue(facts))) return true;
  const proven: readonly ConnectionState[] = reservingStates;
  return step === 'insights' && proven.includes(standing(facts));
}

/** Where a connection is opened from a list: at the step that is due, and once it runs by itself at its checks, which say how it is. */
export function stepToOpen(facts: StepFacts): WizardStep {
  const runs = facts.state === 'complete' || facts.state === 'broken';
  return runs && isStepOpen(facts, 'validate') ? 'validate' : stepDue(facts);
}

/** Whether Refresh has something to look at: reports, from the proof of the IAM role on, also where it does not work any more. */
export function hasReports(facts: Pick<StepFacts, 'purpose' | 'state' | 'stateBefore'>): boolean {
  const proven: readonly ConnectionState[] = reservingStates;
  return facts.purpose === 'reports' && facts.state !== 'paused' && proven.includes(standing(facts));
}

/** Where a connection is ended, and what is left to do is read afterwards. */
export function disconnectAddress(connectionId: string): string {
  return `/connections/${connectionId}/disconnect`;
}

/** Where the external ID is replaced, and what is to do for it in AWS. */
export function rotateAddress(connectionId: string): string {
  return `/connections/${connectionId}/rotate`;
}

/** Where a confirmed connection is moved to another bucket, and what is left to do for it. */
export function bucketAddress(connectionId: string): string {
  return `/connections/${connectionId}/bucket`;
}

export function stepAddress(connection: { id: string; step: WizardStep }): string {
  return `/connections/${connection.id}/${connection.step}`;
}

function draftStep(facts: StepFacts): WizardStep {
  if (facts.purpose === 'insights') return facts.accountId ? 'stack' : 'account';
  if (!facts.reviewed || facts.state === 'unsupported') return 'review';
  if (!facts.accountId) return 'account';
  return facts.bucket ? 'stack' : 'report';
}

export const connectionStateNames = {
  draft: 'Draft',
  awaiting_stack: 'Waiting for the stack',
  stack_in_progress: 'Stack in progress',
  stack_failed: 'Stack failed',
  verifying: 'Checking the IAM role',
  role_verified: 'IAM role verified',
  awaiting_report: 'Waiting for a delivery by AWS',
  report_invalid: 'Report to fix',
  report_valid: 'Report valid',
  confirmed: 'Confirmed',
  complete: 'Complete',
  paused: 'Paused',
  unsupported: 'Cannot be connected yet: needs CUR 2.0',
  broken: 'Broken',
  disconnected: 'Disconnected',
} satisfies Record<ConnectionState, string>;

export const deliveryNames = {
  success: 'Success',
  warning: 'Warning',
  failed: 'Failed',
  not_available: 'Not available',
} as const;

const id = z.string().min(1).max(64);
/** Every form carries the version that it was drawn from. */
const version = z.coerce.number().int().nonnegative();
const form = { connectionId: id, version };

export const ConnectionRef = z.strictObject({ connectionId: id });
export type ConnectionRef = z.infer<typeof ConnectionRef>;

/** `as`: the template itself unless another way is named. */
export const TemplateQuery = z.strictObject({
  connectionId: id,
  /** `update`: for a stack that stands. `stackset`: for an account with insights. */
  as: z.enum(['template', 'cloudshell', 'terraform', 'update', 'stackset']).optional(),
  /** The permissions boundary that the organization wants on every IAM role. */
  boundary: PolicyArn.optional(),
});
export type TemplateQuery = z.infer<typeof TemplateQuery>;

export const ConnectionForm = z.strictObject(form);
export type ConnectionForm = z.infer<typeof ConnectionForm>;

/** For what looks and changes no form: the version may come along and is not compared. */
export const ConnectionLook = z.strictObject({ connectionId: id, version: version.optional() });
export type ConnectionLook = z.infer<typeof ConnectionLook>;

/** `step`: the page that asks; a step that is not open yet answers with the one that is due. */
export const ConnectionPage = z.strictObject({ connectionId: id, step: z.enum(wizardSteps).optional() });
export type ConnectionPage = z.infer<typeof ConnectionPage>;

export const ConnectionQuery = z.strictObject({
  tenantId: id.optional(),
  purpose: z.enum(['reports', 'insights']).optional(),
  /** The disconnected ones, which are left out otherwise. */
  ended: z.boolean().optional(),
});
export type ConnectionQuery = z.infer<typeof ConnectionQuery>;

/** `tenantId`: the end customer on whose behalf it is started; without it the actor's own tenant. */
export const NewConnection = z.strictObject({ tenantId: id.optional() });
export type NewConnection = z.infer<typeof NewConnection>;

export const ReviewForm = z.strictObject({
  ...form,
  billingTransfer: z.enum(['no', 'yes'], {
    error: 'Say whether your bills are transferred to another organization.',
  }),
});
export type ReviewForm = z.infer<typeof ReviewForm>;

export const AccountForm = z.strictObject({ ...form, accountId: AwsAccountId });
export type AccountForm = z.infer<typeof AccountForm>;

export const ReportForm = z.strictObject({
  ...form,
  bucket: BucketName,
  kmsKeyArn: z
    .string()
    .max(2048)
    .transform((typed) => (typed.trim() === '' ? null : typed))
    .pipe(KmsKeyArn.nullable())
    .default(null),
});
export type ReportForm = z.infer<typeof ReportForm>;

/** Where in the bucket reports are searched; empty for all of it. */
export const SearchForm = z.strictObject({ ...form, prefix: SearchPrefix });
export type SearchForm = z.infer<typeof SearchForm>;

export const backSteps = ['review', 'account', 'report'] as const;
export const BackPreview = z.strictObject({ connectionId: id, step: z.enum(backSteps) });
export type BackPreview = z.infer<typeof BackPreview>;

export const BackForm = z.strictObject({ ...form, step: z.enum(backSteps) });
export type BackForm = z.infer<typeof BackForm>;

/** The root that names a report within its bucket (lib/reports.ts). S3 keys have 1,024 bytes at most. */
const root = z.string({ error: 'Choose a report.' }).min(1, 'Choose a report.').max(1024);

export const ReportChoice = z.strictObject({ ...form, root });
export type ReportChoice = z.infer<typeof ReportChoice>;

/** Without a root the chosen report is confirmed, or the only valid one. */
export const ConfirmForm = z.strictObject({ ...form, root: root.optional() });
export type ConfirmForm = z.infer<typeof ConfirmForm>;

/** `data`: what becomes of what was read there. */
export const DisconnectForm = z.strictObject({ ...form, data: z.enum(['keep', 'delete']).default('keep') });
export type DisconnectForm = z.infer<typeof DisconnectForm>;

/** "Confirm it for me when it is valid": a checkbox posts `yes`, or nothing when it is off. */
export const AutoConfirmForm = z.strictObject({ ...form, autoConfirm: z.enum(['yes', 'no']).default('no') });
export type AutoConfirmForm = z.infer<typeof AutoConfirmForm>;

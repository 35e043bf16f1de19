import { z } from 'zod';
import { AwsAccountId } from './aws-ids';
import type { TenantKind } from './tenants';
import { dayAfter, isDay, isTimeZone, startOfDay } from './zones';

export const contractStates = ['draft', 'scheduled', 'active', 'cancelled', 'superseded', 'expired'] as const;
export type ContractState = (typeof contractStates)[number];

/** The legal moves of a contract (product.md section 4); the last three are final. */
export const contractMoves = {
  draft: ['scheduled', 'active', 'cancelled'],
  scheduled: ['active', 'expired', 'cancelled'],
  active: ['superseded', 'expired', 'cancelled'],
  cancelled: [],
  superseded: [],
  expired: [],
} satisfies Record<ContractState, ContractState[]>;

/** Whether nothing can happen to such a contract any more. */
export function isFinal(state: ContractState): boolean {
  return contractMoves[state].length === 0;
}

export const contractStateNames = {
  draft: 'Draft',
  scheduled: 'Scheduled',
  active: 'Active',
  cancelled: 'Cancelled',
  superseded: 'Superseded',
  expired: 'Expired',
} satisfies Record<ContractState, string>;

export const renewals = ['auto', 'manual', 'fixed'] as const;
export const renewalNames = {
  auto: 'Auto-renewal',
  manual: 'Manual renewal',
  fixed: 'Fixed term',
} satisfies Record<(typeof renewals)[number], string>;

export const entitlements = ['none', 'spp', 'ppa'] as const;
export const entitlementNames = {
  none: 'None',
  spp: 'AWS Solution Provider Program (SPP)',
  ppa: 'Private Pricing Addendum (PPA)',
} satisfies Record<(typeof entitlements)[number], string>;

/** What the contract of each tier is called. */
export const contractKindNames = {
  distributor: 'Distributor contract',
  reseller: 'Reseller contract',
  customer: 'Customer contract',
} satisfies Record<TenantKind, string>;

/** Said of a distributor's own contract. */
export const baseContractReach = 'Applies to every reseller and end customer below.';

const words = (max: number) =>
  z.string().trim().max(max, `This may have ${max} characters at most.`).default('');
const email = words(254).refine((typed) => typed === '' || z.email().safeParse(typed).success, {
  message: 'Type an email address, for example billing@example.com.',
});
const day = (needed: string) =>
  z
    .string({ error: needed })
    .trim()
    .min(1, needed)
    .refine(isDay, 'Type a date as year-month-day, for example 2026-12-01.');

/** Billing details, kept for reference; what was never typed reads as empty. */
export const BillingDetails = z.strictObject({
  profileName: words(120),
  country: words(80),
  state: words(80),
  city: words(80),
  address: words(200),
  postalCode: words(20),
  currency: words(20),
  invoiceEmail: email,
  contractEmail: email,
});
export type BillingDetails = z.infer<typeof BillingDetails>;

/** At most as many accounts as an AWS Organization's invoice lists sensibly; keeps the stored row small. */
const MOST_ACCOUNTS = 500;

/** Account IDs as people paste them: one a line, or with commas, semicolons. Each is 12 digits, none twice. */
const AccountIds = z
  .string()
  .max(20_000, 'This list is too long.')
  .default('')
  .transform((typed, check) => {
    const found = new Set<AwsAccountId>();
    for (const piece of typed.split(/[\n\r,;]+/)) {
      if (piece.trim() === '') continue;
      const id = AwsAccountId.safeParse(piece);
      if (id.success) found.add(id.data);
      else
        check.addIssue({
          code: 'custom',
          message: `"${piece.trim().slice(0, 40)}" is no AWS account ID: 12 digits, for example 1234-5678-9012.`,
        });
    }
    if (found.size > MOST_ACCOUNTS)
      check.addIssue({ code: 'custom', message: `At most ${MOST_ACCOUNTS} accounts.` });
    return [...found];
  });

const contractShape = {
  name: z
    .string({ error: 'Type a name for the contract.' })
    .trim()
    .min(1, 'Type a name for the contract.')
    .max(120, 'A contract name may have 120 characters at most.'),
  startDate: day('Choose the first day of the contract.'),
  endDate: z
    .string()
    .trim()
    .default('')
    .refine((typed) => typed === '' || isDay(typed), 'Type a date as year-month-day, or leave it empty.'),
  timeZone: z
    .string({ error: 'Choose a time zone.' })
    .refine(isTimeZone, 'Choose a time zone from the list, for example Europe/Oslo.'),
  accountsMode: z
    .enum(['all', 'listed'], { error: 'Choose which management accounts it covers.' })
    .default('all'),
  accountIds: AccountIds,
  renewal: z.enum(renewals, { error: 'Choose how it is renewed.' }),
  entitlement: z.enum(entitlements, { error: 'Choose an entitlement.' }).default('none'),
  invoicingPrefix: z
    .string()
    .trim()
    .default('')
    .refine((typed) => typed === '' || /^[A-Za-z0-9._-]{1,10}$/.test(typed), {
      message: 'A prefix has 1 to 10 letters, digits, dots, hyphens or underscores.',
    }),
  notes: words(4000),
  billing: BillingDetails.prefault({}),
};

const noId = 'This id is not one of ours.';
const id = z.string({ error: noId }).min(1, noId).max(64, noId);
const version = z.coerce.number({ error: 'This form is out of date. Open the page again.' }).int().positive();

/**
 * `activate`: Save and mark as active. `replace` is the yes to "Replace <name>?", which only activation asks. It is the id of the
 * contract that the question named: a yes to one must not end another that took its place meanwhile.
 */
const saving = {
  intent: z.enum(['save', 'activate']).default('save'),
  replace: id.optional(),
};

type Period = { startDate: string; endDate: string; accountsMode: 'all' | 'listed'; accountIds: string[] };

/** What only several fields together can be judged by; `path` names the field to mend. */
function checkTogether(contract: Period, check: z.RefinementCtx): void {
  if (contract.endDate !== '' && contract.endDate < contract.startDate) {
    check.addIssue({
      code: 'custom',
      path: ['endDate'],
      message: 'The end date lies before the start date.',
    });
  }
  if (contract.accountsMode === 'listed' && contract.accountIds.length === 0) {
    check.addIssue({
      code: 'custom',
      path: ['accountIds'],
      message: 'Type at least one AWS account ID, or include all accounts.',
    });
  }
}

export const ContractFields = z.strictObject(contractShape).superRefine(checkTogether);
export type ContractFields = z.infer<typeof ContractFields>;

/** `contractId` is made when the form is drawn, so that a form that is posted twice writes one contract. */
export const NewContract = z
  .strictObject({ tenantId: id, contractId: z.uuid().optional(), ...contractShape, ...saving })
  .superRefine(checkTogether);
export type NewContract = z.infer<typeof NewContract>;

export const ContractEdit = z
  .strictObject({ contractId: id, version, ...contractShape, ...saving })
  .superRefine(checkTogether);
export type ContractEdit = z.infer<typeof ContractEdit>;

export const ContractRef = z.strictObject({ contractId: id });
export type ContractRef = z.infer<typeof ContractRef>;

export const ContractTarget = z.strictObject({ tenantId: id });
export type ContractTarget = z.infer<typeof ContractTarget>;

export const ContractActivation = z.strictObject({
  contractId: id,
  version,
  replace: id.optional(),
});
export type ContractActivation = z.infer<typeof ContractActivation>;

export const ContractCancellation = z.strictObject({ contractId: id, version, reason: words(500) });
export type ContractCancellation = z.infer<typeof ContractCancellation>;

export const ContractQuery = z.strictObject({
  state: z.enum(contractStates).or(z.literal('')).default(''),
  tenantId: id.optional(),
  after: z.string().max(400).default(''),
});
export type ContractQuery = z.infer<typeof ContractQuery>;

/**
 * The instants between which a contract holds: from the first moment of its start date to the first moment after its inclusive
 * end date, in its own time zone (so across a change of summer time a day has 23 or 25 hours). UTC ISO text; null: no end.
 */
export function contractInterval(contract: { startDate: string; endDate: string; timeZone: string }): {
  startsAt: string;
  endsAt: string | null;
} {
  return {
    startsAt: startOfDay(contract.startDate, contract.timeZone),
    endsAt: contract.endDate === '' ? null : startOfDay(dayAfter(contract.endDate), contract.timeZone),
  };
}

/** What activation at `now` makes of a contract with these instants; `over`: its end has passed already. */
export function stateWhenActivated(
  interval: { startsAt: string; endsAt: string | null },
  now: string,
): 'scheduled' | 'active' | 'over' {
  if (interval.endsAt !== null && interval.endsAt <= now) return 'over';
  return interval.startsAt > now ? 'scheduled' : 'active';
}

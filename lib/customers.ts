import { z } from 'zod';
import { choice, domainField, requiredText, timeZoneField } from './fields';
import { childKinds } from './new-customer';
import { STATUSES } from './status';
import { Person } from './users';

const id = z.string().min(1).max(64);

export const TenantRef = z.strictObject({ tenantId: id });
export type TenantRef = z.infer<typeof TenantRef>;

const profile = {
  name: requiredText('Type the company name.'),
  domain: domainField,
};

/** Step 1 of Add customer. */
export const NewTenant = z.strictObject({
  kind: choice(childKinds, 'Choose Reseller or End customer.'),
  parentId: z.string({ error: 'Select the parent.' }).min(1, 'Select the parent.').max(64),
  ...profile,
});
export type NewTenant = z.infer<typeof NewTenant>;

export const TenantProfile = z.strictObject({
  tenantId: id,
  version: z.coerce.number().int().positive(),
  ...profile,
  timeZone: timeZoneField,
});
export type TenantProfile = z.infer<typeof TenantProfile>;

/** Step 2: the first Admin of a new tenant. The role is not asked: it is Admin. */
export const FirstAdmin = Person.omit({ role: true }).extend({ tenantId: id });
export type FirstAdmin = z.infer<typeof FirstAdmin>;

const text = z.string().trim().max(200).default('');

export const CustomerQuery = z.strictObject({
  name: text,
  delivery: z.enum(['success', 'warning', 'failed', 'not_available']).or(z.literal('')).default(''),
  status: z.enum(STATUSES).or(z.literal('')).default(''),
  after: z.string().max(400).default(''),
});
export type CustomerQuery = z.infer<typeof CustomerQuery>;

/** Whose turn the rows on Home are filtered by; empty: everybody's. */
export const HomeQuery = z.strictObject({
  turn: z.enum(['partner', 'tenant', 'aws', 'done']).or(z.literal('')).default(''),
});
export type HomeQuery = z.infer<typeof HomeQuery>;

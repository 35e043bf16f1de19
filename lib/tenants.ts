/** The three tiers of the hierarchy, from the top down (product.md, "distributor, reseller, end customer"). */
export const tenantKinds = ['distributor', 'reseller', 'customer'] as const;
export type TenantKind = (typeof tenantKinds)[number];

/** What a tier is called on screen. */
export const tenantKindNames = {
  distributor: 'Distributor',
  reseller: 'Reseller',
  customer: 'End customer',
} satisfies Record<TenantKind, string>;

export const jobFunctions = [
  'Data Engineer / Data Analyst',
  'Executive Team',
  'Finance / Accounting',
  'Founder',
  'Legal / Purchasing',
  'Management',
  'Sales / Marketing',
  'Software / Ops Engineer',
] as const;

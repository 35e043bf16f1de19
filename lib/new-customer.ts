import type { TenantKind } from './tenants';

/** What can be added: a distributor is made at first run or by the command line. */
export const childKinds = ['reseller', 'customer'] as const;
export type ChildKind = (typeof childKinds)[number];

/** The kind of parent that each kind has. */
export const parentKind = {
  reseller: 'distributor',
  customer: 'reseller',
} as const satisfies Record<ChildKind, TenantKind>;

/** What will be true once it is saved; said before saving (product.md section 2). */
export function sentenceOfNew(of: { kind: ChildKind; name: string; parentName: string }): string {
  const name = of.name.trim() || 'The company';
  const parent = of.parentName || 'the parent';
  return of.kind === 'customer'
    ? `${name} will be an end customer of ${parent}, which will see its AWS connection.`
    : `${name} will be a reseller of ${parent}, which will see it and all its end customers.`;
}

/** Whether an email is at the tenant's domain or at one below it; outside of it a warning is due. */
export function isAtDomain(email: string, domain: string): boolean {
  const at = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return at === domain || at.endsWith(`.${domain}`);
}

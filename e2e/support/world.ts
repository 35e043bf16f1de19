import { randomBytes } from 'node:crypto';
import type { Api } from './api';
import type { Person } from './people';

export interface Company {
  name: string;
  domain: string;
  admin: Person;
}

/** A company that the distributor or a reseller knows already, and the link that activates its first Admin. */
export interface Known extends Company {
  id: string;
  membershipId: string;
  link: string;
}

/** A company of this journey alone: journeys run side by side in one installation. */
export function newCompany(name: string, admin: [first: string, last: string]): Company {
  const tag = randomBytes(4).toString('hex');
  const [firstName, lastName] = admin;
  const domain = `${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}-${tag}.example`;
  return {
    name: `${name} ${tag}`,
    domain,
    admin: { email: `${firstName.toLowerCase()}@${domain}`, firstName, lastName },
  };
}

export async function knownReseller(distributor: Api): Promise<Known> {
  const kinds = await distributor.customers.parents.query();
  const parentId = kinds.find(({ kind }) => kind === 'reseller')?.parents[0]?.id ?? '';
  const company = newCompany('Harbour Resale', ['Rui', 'Costa']);
  return known(distributor, { kind: 'reseller', parentId, company });
}

/** An end customer with an active contract unless `contract` is false. */
export async function knownCustomer(
  api: Api,
  of: { parentId: string; contract?: boolean; name?: string },
): Promise<Known> {
  const company = newCompany(of.name ?? 'Fjord Foods', ['Maria', 'Keller']);
  const customer = await known(api, { kind: 'customer', parentId: of.parentId, company });
  if (of.contract === false) return customer;
  await api.contracts.create.mutate({
    tenantId: customer.id,
    name: 'Customer contract',
    startDate: '2026-01-01',
    timeZone: 'Europe/Oslo',
    renewal: 'auto',
    intent: 'activate',
  });
  return customer;
}

async function known(
  api: Api,
  made: { kind: 'reseller' | 'customer'; parentId: string; company: Company },
): Promise<Known> {
  const { kind, parentId, company } = made;
  const { name, domain, admin } = company;
  const { id } = await api.customers.add.mutate({ kind, parentId, name, domain });
  await api.customers.inviteFirstAdmin.mutate({
    tenantId: id,
    ...admin,
    jobFunction: 'Management',
    belowRole: kind === 'reseller' ? 'admin' : undefined,
  });
  const { users } = await api.users.list.query({ tenantId: id });
  const membershipId = users[0]?.membershipId ?? '';
  const { link } = await api.users.copyLink.mutate({ membershipId });
  return { ...company, id, membershipId, link };
}

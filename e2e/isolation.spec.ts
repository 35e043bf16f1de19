import type { Page } from '@playwright/test';
import { type Api, apiOf } from './support/api';
import { newAwsAccount } from './support/aws';
import { waitingForStack } from './support/connecting';
import { expect, look, test } from './support/journey';
import { activated } from './support/people';
import { knownCustomer, knownReseller } from './support/world';

test.use({ expected: ['status of 404'] });

test("A sibling's addresses answer a reseller as addresses that do not exist", { tag: '@core' }, async ({
  api,
  open,
}) => {
  await siblingsAddressesAreNotFound({ api, open }, 'reseller');
});

test("A sibling's addresses answer an end customer as addresses that do not exist", { tag: '@more' }, async ({
  api,
  open,
}) => {
  await siblingsAddressesAreNotFound({ api, open }, 'customer');
});

test('Lists and search show nothing of a sibling, and nobody sees upstream', async ({ api, open }) => {
  const theirs = await knownReseller(api);
  const theirCustomer = await knownCustomer(api, { parentId: theirs.id, name: 'Sunrise Clinics' });
  const ours = await knownReseller(api);
  const ourCustomer = await knownCustomer(api, { parentId: ours.id });
  const page = await open();
  await activated(page, ours.link);
  for (const address of [
    '/',
    '/customers',
    `/customers?q=sunrise`,
    '/contracts',
    '/activity',
    '/settings/outbox',
  ]) {
    await page.goto(address);
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
    for (const name of [theirs.name, theirCustomer.name, theirCustomer.admin.email]) {
      await expect(page.getByText(name)).toHaveCount(0);
    }
    await look(page);
  }
  const kinds = await api.customers.parents.query();
  const upstream = kinds.find(({ kind }) => kind === 'reseller')?.parents[0]?.id ?? '';
  expect((await page.request.get(`/customers/${upstream}`)).status()).toBe(404);
  const customer = await open();
  await activated(customer, ourCustomer.link);
  for (const id of [ours.id, upstream]) {
    expect((await customer.request.get(`/customers/${id}`)).status()).toBe(404);
  }
});

type Stage = { api: Api; open: () => Promise<Page> };

async function siblingsAddressesAreNotFound(
  { api, open }: Stage,
  who: 'reseller' | 'customer',
): Promise<void> {
  const theirs = await knownReseller(api);
  const theirCustomer = await knownCustomer(api, { parentId: theirs.id });
  const their = await open();
  await activated(their, theirCustomer.link);
  const theirApi = apiOf(await their.context().storageState());
  const connectionId = await waitingForStack(theirApi, await newAwsAccount({}));
  const { rows } = await api.contracts.list.query({ tenantId: theirCustomer.id });
  const { mails } = await api.outbox.list.query({});
  const mailId = mails.find(({ to }) => to === theirCustomer.admin.email)?.id ?? '';
  const contractId = rows[0]?.id ?? '';
  expect(mailId).not.toBe('');
  expect(contractId).not.toBe('');

  const addresses = [
    `/customers/${theirs.id}`,
    `/customers/${theirCustomer.id}`,
    ...['contracts', 'users', 'aws', 'activity', 'invite'].map(
      (tab) => `/customers/${theirCustomer.id}/${tab}`,
    ),
    `/contracts/${contractId}`,
    `/contracts/${contractId}/edit`,
    `/contracts/new?tenant=${theirCustomer.id}`,
    `/connections/${connectionId}`,
    ...['review', 'account', 'report', 'stack', 'validate', 'checks', 'insights', 'template'].map(
      (step) => `/connections/${connectionId}/${step}`,
    ),
    `/settings/users/${theirCustomer.membershipId}`,
    `/settings/users/invite?tenantId=${theirCustomer.id}`,
    `/settings/outbox/${mailId}`,
  ];
  const ours = await knownReseller(api);
  const person = who === 'reseller' ? ours : await knownCustomer(api, { parentId: ours.id });
  const page = await open();
  await activated(page, person.link);
  for (const address of addresses) {
    const answer = await page.request.get(address);
    expect(answer.status(), `${address} for ${person.name}`).toBe(404);
    expect(await answer.text(), address).not.toContain(theirCustomer.name);
  }
  await page.goto(`/customers/${theirCustomer.id}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Not found' })).toBeVisible();
  await look(page);

  // The same addresses are there for those whom they concern.
  const own = await their.request.get(`/connections/${connectionId}/stack`);
  expect(own.status()).toBe(200);
}

import { addTenant, inviteAdmin, task, writeContract } from './support/customers';
import { expect, look, test } from './support/journey';
import { activated } from './support/people';
import { knownReseller, newCompany } from './support/world';

test('A reseller adds an end customer, completes it later and goes on to the contract', async ({
  api,
  open,
}) => {
  const reseller = await knownReseller(api);
  const customer = newCompany('Northwind', ['Jonas', 'Weber']);
  const page = await open();
  await activated(page, reseller.link);
  await page.goto('/');
  await addTenant(page, { company: customer });
  await page.getByRole('link', { name: 'Complete later' }).click();
  await expect(task(page, 'Invite admin user')).toContainText('Nobody is invited yet.');
  await look(page);

  await page.goto('/');
  const row = page.getByRole('row').filter({ hasText: customer.name });
  await expect(row).toContainText('1 of 6');
  await expect(row).toContainText('Invite admin user');
  await row.getByRole('link', { name: 'Invite admin user', exact: true }).click();
  await expect(page.getByText(`${customer.name} is saved.`)).toBeVisible();
  await inviteAdmin(page, customer);
  await writeContract(page, { name: 'Northwind 2026', press: 'Save and mark as active' });
  await page.goto('/customers');
  const inTree = page.getByRole('row').filter({ hasText: customer.name });
  await expect(inTree).toContainText('3 of 6');
  await expect(inTree).toContainText('Jonas Weber');
  await look(page);
});

test('An email outside the domain gets a warning and is allowed', async ({ api, open }) => {
  const reseller = await knownReseller(api);
  const customer = newCompany('Granite Labs', ['Ines', 'Duarte']);
  const page = await open();
  await activated(page, reseller.link);
  await page.goto('/');
  await addTenant(page, { company: customer });
  await page.getByLabel('Email').fill('ines@elsewhere.example');
  await expect(page.getByText(`This address is outside ${customer.domain}.`)).toBeVisible();
  await look(page);
});

test('A distributor chooses the reseller: none is chosen beforehand', async ({
  api,
  distributorPage: page,
}) => {
  const reseller = await knownReseller(api);
  await knownReseller(api);
  const customer = newCompany('Alta Media', ['Tomas', 'Lind']);
  await page.goto('/customers/new?kind=customer');
  await expect(page.getByLabel('Select parent')).toHaveValue('');
  await page.goto('/customers');
  await addTenant(page, { kind: 'End customer', parent: reseller.id, company: customer });
  await page.goto(`/customers?q=${encodeURIComponent(customer.name)}`);
  // The parent stays when a child matches; the child's row names it too, as whose turn it is.
  await expect(page.getByRole('rowheader', { name: reseller.name })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: customer.name })).toContainText('1 of 6');
});

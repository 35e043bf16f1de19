import { addTenant, inviteAdmin, task, writeContract } from './support/customers';
import { expect, look, test } from './support/journey';
import { activate, distributor, mailedLink } from './support/people';
import { newCompany } from './support/world';

test('A distributor adds a reseller, its first Admin and its contract', async ({
  distributorPage: page,
  open,
}) => {
  const reseller = newCompany('Coastline', ['Cleo', 'Marsh']);
  await page.goto('/');
  await look(page);
  await addTenant(page, { kind: 'Reseller', company: reseller });
  await inviteAdmin(page, reseller);
  await expect(task(page, 'Invite admin user')).toContainText('Done');
  await writeContract(page, { name: 'Reseller contract', press: 'Save and mark as active' });
  await expect(page.getByText('Active', { exact: true })).toBeVisible();

  const admin = await open();
  await activate(admin, await mailedLink(page, reseller.admin.email));
  await expect(admin.getByText('Customers that are being onboarded will be here')).toBeVisible();
  await expect(admin.getByText('Your own onboarding is not complete')).toHaveCount(0);

  await page.goto(`/customers?q=${encodeURIComponent(reseller.name)}`);
  const row = page.getByRole('row').filter({ hasText: reseller.name });
  await expect(row).toContainText('4 of 4');
  await expect(row).toContainText('Cleo Marsh');
  await look(page);
});

test('Before it is saved, one sentence says what will be true, and a mistake keeps what was typed', async ({
  distributorPage: page,
}) => {
  const reseller = newCompany('Hillside', ['Ana', 'Reis']);
  await page.goto('/customers/new?kind=reseller');
  await page.getByLabel('Company name').fill(reseller.name);
  await expect(
    page.getByText(
      `${reseller.name} will be a reseller of ${distributor.company}, which will see it and all its end customers.`,
    ),
  ).toBeVisible();
  await page.getByLabel('Domain name').fill('no domain');
  await page.getByRole('button', { name: 'Save and continue' }).click();
  const field = page.getByLabel('Domain name');
  await expect(field).toHaveAccessibleDescription(/Enter a domain name such as/);
  await expect(field).toHaveValue('no domain');
  await expect(page.getByLabel('Company name')).toHaveValue(reseller.name);
  await look(page);
});

import { expect, look, test } from './support/journey';
import { activate, choosePassword, mailedLink } from './support/people';
import { urls } from './support/ports';
import { knownCustomer, knownReseller } from './support/world';

test('The first Admin activates from the welcome email, once', async ({ api, distributorPage, open }) => {
  const reseller = await knownReseller(api);
  const customer = await knownCustomer(api, { parentId: reseller.id });
  await distributorPage.goto('/settings/outbox');
  await look(distributorPage);
  const link = await mailedLink(distributorPage, customer.admin.email);
  expect(link.startsWith(`${urls.app}/link?token=`)).toBe(true);
  const page = await open();
  // A scanner of mails opens every link before its reader does.
  for (const method of ['HEAD', 'GET']) expect((await page.request.fetch(link, { method })).ok()).toBe(true);

  await page.goto(link);
  await expect(page).toHaveURL(`${urls.app}/activate`);
  await expect(page.getByText(`${customer.admin.email} joins ${customer.name} as Admin.`)).toBeVisible();
  await choosePassword(page, 'password1');
  const field = page.getByLabel('Password', { exact: true });
  await expect(field).toHaveAccessibleDescription(/This password is too easy to guess\./);
  await look(page);
  await activate(page, link);
  await expect(page.getByRole('heading', { level: 1, name: customer.name })).toBeVisible();
  await expect(page.getByRole('complementary').filter({ hasText: 'Your partner' })).toContainText(
    reseller.name,
  );
  await look(page);

  const late = await open();
  await late.goto(link);
  await expect(late.getByRole('heading', { level: 1, name: 'This link was used already' })).toBeVisible();
  await look(late);
  await distributorPage.reload();
  await expect(distributorPage.getByText('The link of this mail was used or has ended.')).toBeVisible();
  await look(distributorPage);
});

const ended = [
  { act: 'Resend', said: 'The old one has ended.', title: 'This link was replaced' },
  { act: 'Cancel invitation', said: 'Its links have ended.', title: 'This invitation was cancelled' },
];

for (const { act, said, title } of ended) {
  test(`After "${act}" the old link says what became of it`, async ({ api, distributorPage, open }) => {
    const { id: parentId } = await knownReseller(api);
    const customer = await knownCustomer(api, { parentId });
    await distributorPage.goto(`/customers/${customer.id}/users`);
    await look(distributorPage);
    await distributorPage.getByRole('link', { name: 'Maria Keller' }).click();
    await look(distributorPage);
    await distributorPage.getByRole('button', { name: act }).click();
    await expect(distributorPage.getByText(said)).toBeVisible();
    const page = await open();
    await page.goto(customer.link);
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await look(page);
  });
}

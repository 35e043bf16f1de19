import { expect, look, test } from './support/journey';
import { activated } from './support/people';
import { expectStep } from './support/wizard';
import { knownCustomer, knownReseller } from './support/world';

test('An end customer asks its partner for help, who sees it on Home and marks it as settled', async ({
  api,
  open,
}) => {
  const reseller = await knownReseller(api);
  const customer = await knownCustomer(api, { parentId: reseller.id });
  const partner = await open();
  await activated(partner, reseller.link);
  const page = await open();
  await activated(page, customer.link);
  await page.goto('/');
  await page.getByRole('button', { name: 'Connect your AWS Management Account' }).click();
  await expectStep(page, 'review');
  const aside = page.getByRole('complementary');
  await aside.getByText(`Ask ${reseller.name} for help`).click();
  await aside.getByLabel('Your question').fill('Who of us pays the bill?');
  await look(page);
  await aside.getByRole('button', { name: 'Ask for help' }).click();
  await expect(aside.getByText(`${reseller.name} was asked.`)).toBeVisible();
  await look(page);

  await partner.goto('/');
  const asked = partner.getByRole('region', { name: 'Asked for help' });
  await expect(asked).toContainText('Who of us pays the bill?');
  await look(partner);
  await asked.getByRole('link', { name: `${customer.name}: Review` }).click();
  await expectStep(partner, 'review');
  await expect(partner.getByText('asks for help with Review')).toBeVisible();
  await partner.getByRole('button', { name: 'Mark as settled' }).click();
  await expect(partner.getByText('asks for help with Review')).toHaveCount(0);
  await partner.goto('/');
  await expect(asked).toHaveCount(0);
});

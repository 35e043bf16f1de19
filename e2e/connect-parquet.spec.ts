import { scenario } from './support/aws';
import { createReport } from './support/aws-console';
import { task } from './support/customers';
import { expect, look, test } from './support/journey';
import { activate } from './support/people';
import { complete, confirm, connectStack, describeAccount, result } from './support/wizard';
import { knownCustomer, knownReseller } from './support/world';

test('An end customer connects its account with a Parquet report, and its partner sees every step', {
  tag: '@core',
}, async ({ api, open }) => {
  const reseller = await knownReseller(api);
  const customer = await knownCustomer(api, { parentId: reseller.id });
  const partner = await open();
  await activate(partner, reseller.link);
  const row = partner.getByRole('row').filter({ hasText: customer.name });
  await expect(row).toContainText('3 of 6');
  await expect(row).toContainText('Maria K. activates');
  await look(partner);

  const page = await open();
  await activate(page, customer.link);
  await expect(page.getByRole('complementary').filter({ hasText: 'Your partner' })).toContainText(
    reseller.name,
  );
  await expect(task(page, 'Contract active')).toContainText('Done');
  await look(page);
  await partner.reload();
  await expect(row).toContainText('4 of 6');
  await expect(row).toContainText('Connects its AWS account');

  const { accountId } = await scenario('empty');
  const aws = { accountId, bucket: `journey-${accountId}` };
  const billing = await page.context().newPage();
  await createReport(billing, { ...aws, format: 'Parquet' });
  await billing.context().clearCookies({ name: 'sandbox_identity' });
  await billing.close();

  await describeAccount(page, aws);
  await partner.reload();
  await expect(row).toContainText('Step 4 of 6');
  await connectStack(page);
  await expect(result(page)).toContainText('1 report found. It is valid.');
  await expect(page.getByRole('list', { name: 'Reports' })).toContainText('Parquet');
  await partner.reload();
  await expect(row).toContainText('5 of 6');
  await expect(row).toContainText('A report is valid and waits to be confirmed.');
  await confirm(page);
  await complete(page);
  await expect(page.getByRole('link', { name: 'Manage AWS integrations' })).toBeVisible();

  await partner.reload();
  await expect(row).toHaveCount(0);
  await expect(partner.getByText('Every customer is onboarded.')).toBeVisible();
  await look(partner);
  await partner.getByRole('link', { name: /Done this month/ }).click();
  await expect(row).toContainText('Onboarding is complete');
});

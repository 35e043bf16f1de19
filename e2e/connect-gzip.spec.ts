import { formatAccountId } from '@/lib/aws-ids';
import { newAccountId } from './support/aws';
import { createReport } from './support/aws-console';
import { expect, look, test } from './support/journey';
import { activated } from './support/people';
import { complete, confirm, connectStack, describeAccount, expectStep, result } from './support/wizard';
import { knownCustomer, knownReseller } from './support/world';

test('An end customer connects its account with a gzip report, and another device goes on at the same step', async ({
  api,
  open,
}) => {
  const { id: parentId } = await knownReseller(api);
  const customer = await knownCustomer(api, { parentId });
  const first = await open();
  await activated(first, customer.link);
  const accountId = newAccountId();
  const aws = { accountId, bucket: `journey-${accountId}` };
  await createReport(await first.context().newPage(), { ...aws, format: 'gzip - text/csv' });
  await first.context().clearCookies({ name: 'sandbox_identity' });
  await first.goto('/');
  await describeAccount(first, aws);

  const page = await open({ session: await first.context().storageState() });
  await page.goto('/');
  const going = `Continue connecting ${formatAccountId(accountId)} (step 4 of 6)`;
  await look(page);
  await page.getByRole('link', { name: going }).click();
  await expectStep(page, 'stack');
  await connectStack(page);
  await expect(result(page)).toContainText('1 report found. It is valid.');
  await expect(page.getByRole('list', { name: 'Reports' })).toContainText('gzip');
  await confirm(page);
  await complete(page);

  await page.getByRole('link', { name: 'Manage AWS integrations' }).click();
  const connection = page.getByRole('listitem').filter({ hasText: formatAccountId(accountId) });
  await expect(connection).toContainText('Complete');
  await expect(connection).toContainText('Success');
  await expect(page.getByRole('button', { name: 'Connect new account' })).toBeVisible();
  await look(page);
});

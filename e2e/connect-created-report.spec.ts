import { control, newAccountId } from './support/aws';
import { expect, look, test } from './support/journey';
import { complete, confirm, connectStack, expectStep, next, result, stackPrepared } from './support/wizard';

test('The stack creates the report: nothing is entered on step 3, and what AWS delivers is valid', async ({
  open,
  sharedCustomer,
}) => {
  const { browser, api } = sharedCustomer;
  const { id: connectionId } = await api.connections.start.mutate({});
  const accountId = newAccountId();
  await control('create-account', { accountId, title: 'Without a report' });
  const page = await open({ within: browser });
  await page.goto(`/connections/${connectionId}/review`);
  await expectStep(page, 'review');
  await next(page);
  await page.getByLabel('AWS management account ID').fill(accountId);
  await next(page);
  await expectStep(page, 'report');
  await page.getByText('Another way: let the stack create the report').click();
  await expect(page.getByText('cur:PutReportDefinition')).toBeVisible();
  await look(page);
  await page.getByRole('button', { name: 'Let the stack create the report' }).click();
  await stackPrepared(page);
  await expect(page.getByText(`tributary-cur-${accountId}-`).first()).toBeVisible();

  await page
    .getByRole('link', { name: /Cost and Usage Report/ })
    .first()
    .click();
  await expect(page.getByText('This step is done. Changing it makes this invalid:')).toBeVisible();
  await page.getByRole('button', { name: 'Go back and change it' }).click();
  await expect(page.getByRole('heading', { name: '2. The stack creates the report' })).toBeVisible();
  await look(page);
  await next(page);
  await stackPrepared(page);
  await connectStack(page);
  await expect(page.getByText('AWS has not delivered yet.')).toBeVisible();
  await look(page);

  await control('deliver', { accountId });
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(result(page)).toContainText('1 report found. It is valid.');
  await confirm(page);
  await complete(page);
});

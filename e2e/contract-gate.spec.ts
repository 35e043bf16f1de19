import { apiOf } from './support/api';
import { newAwsAccount } from './support/aws';
import { waitingForStack } from './support/connecting';
import { writeContract } from './support/customers';
import { expect, look, test } from './support/journey';
import { activated } from './support/people';
import { expectStep } from './support/wizard';
import { knownCustomer, knownReseller } from './support/world';

test('Connecting is blocked until a contract is active, and the page says who must act', async ({
  api,
  open,
}) => {
  const reseller = await knownReseller(api);
  const customer = await knownCustomer(api, { parentId: reseller.id, contract: false });
  const partner = await open();
  await activated(partner, reseller.link);
  const page = await open();
  await activated(page, customer.link);
  const connect = page.getByRole('button', { name: 'Connect your AWS Management Account' });
  const blocked = async (says: string, todo: string) => {
    await page.goto('/');
    await expect(page.getByText(says)).toBeVisible();
    await expect(page.getByText(todo)).toBeVisible();
    await expect(connect).toHaveCount(0);
    await look(page);
  };

  await blocked('There is no contract yet.', `${reseller.name} must create one.`);
  await page.goto('/assets');
  await look(page);
  await connect.click();
  await expect(page.getByRole('alert').filter({ hasText: 'There is no contract yet.' })).toBeVisible();

  await partner.goto(`/customers/${customer.id}/contracts`);
  await look(partner);
  await writeContract(partner, { name: 'Fjord 2026', press: 'Save' });
  await blocked(
    'The contract "Fjord 2026" is a draft and not active yet.',
    `${reseller.name} must activate it.`,
  );

  await partner.getByRole('link', { name: 'Edit' }).click();
  await expect(partner.getByRole('heading', { level: 1, name: 'Edit Fjord 2026' })).toBeVisible();
  await look(partner);
  await partner.getByLabel('Start date').fill('2099-12-01');
  await partner.getByRole('button', { name: 'Save and mark as active' }).click();
  await expect(partner.getByText('Scheduled', { exact: true })).toBeVisible();
  await look(partner);
  await blocked('The contract "Fjord 2026" starts on', `${reseller.name} can move its start date.`);

  await partner.goto(`/contracts/new?tenant=${customer.id}`);
  await partner.getByLabel('Contract name').fill('Fjord now');
  await partner.getByRole('button', { name: 'Save and mark as active' }).click();
  await expect(partner.getByText('Active', { exact: true })).toBeVisible();
  await partner.goto('/settings/outbox');
  const mail = partner.getByRole('row').filter({ hasText: customer.admin.email });
  await expect(mail.filter({ hasText: 'You can connect now' })).toBeVisible();

  await page.goto('/');
  await look(page);
  await connect.click();
  await expectStep(page, 'review');
});

test('A connection pauses where it is when its contract ends, and goes on with the next', async ({
  api,
  distributorPage: partner,
  open,
}) => {
  const { id: parentId } = await knownReseller(api);
  const customer = await knownCustomer(api, { parentId });
  const page = await open();
  await activated(page, customer.link);
  const own = apiOf(await page.context().storageState());
  const connectionId = await waitingForStack(own, await newAwsAccount({}));
  const { rows } = await api.contracts.list.query({ tenantId: customer.id });
  const contract = rows[0];
  if (!contract) throw new Error('The end customer has no contract.');

  await partner.goto(`/contracts/${contract.id}`);
  await look(partner);
  await partner.getByRole('button', { name: 'Cancel contract' }).click();
  const question = partner.getByRole('dialog');
  await expect(question).toBeVisible();
  await look(partner);
  await question.getByRole('button', { name: 'Cancel contract' }).click();
  await expect(partner.getByText('Cancelled', { exact: true })).toBeVisible();

  await page.goto(`/connections/${connectionId}/stack`);
  await expect(page.getByText('Paused where it is. Nothing is lost.')).toBeVisible();
  await look(page);
  await partner.goto(`/contracts/new?tenant=${customer.id}`);
  await partner.getByLabel('Contract name').fill('The next one');
  await partner.getByRole('button', { name: 'Save and mark as active' }).click();
  await expect(partner.getByText('Active', { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByText('Paused where it is. Nothing is lost.')).toHaveCount(0);
  await expectStep(page, 'stack');
});

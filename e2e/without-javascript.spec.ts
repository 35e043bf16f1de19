import { newAwsAccount } from './support/aws';
import { createStack, openConsole, pasteLink, stackStatus } from './support/aws-console';
import { addTenant, inviteAdmin, task, writeContract } from './support/customers';
import { expect, look, test } from './support/journey';
import { activate, distributor, mailedLink, signIn, signOut } from './support/people';
import { complete, confirm, connected, describeAccount, result } from './support/wizard';
import { newCompany } from './support/world';

test('The whole journey works without JavaScript', async ({ open }) => {
  const plain = { javaScriptEnabled: false };
  const reseller = newCompany('Plain Resale', ['Rui', 'Costa']);
  const customer = newCompany('Plain Foods', ['Maria', 'Keller']);

  const above = await open(plain);
  await signIn(above, distributor.email);
  await addTenant(above, { kind: 'Reseller', company: reseller });
  await inviteAdmin(above, reseller);

  const partner = await open(plain);
  await activate(partner, await mailedLink(above, reseller.admin.email));
  await addTenant(partner, { company: customer });
  await partner.getByRole('link', { name: 'Complete later' }).click();
  await task(partner, 'Invite admin user').getByRole('link', { name: 'Invite admin user' }).click();
  await inviteAdmin(partner, customer);
  await writeContract(partner, { name: 'Plain 2026', press: 'Save and mark as active' });

  const page = await open(plain);
  await activate(page, await mailedLink(above, customer.admin.email));
  const aws = await newAwsAccount({});
  await describeAccount(page, aws);
  const link = page.getByRole('link', { name: 'Open AWS CloudFormation Console' });
  const address = (await link.getAttribute('href')) ?? '';
  const tab = await openConsole(page);
  await pasteLink(tab, address);
  await createStack(tab);
  await expect(stackStatus(tab)).toHaveText('CREATE_COMPLETE');
  await look(tab);
  await tab.close();
  await connected(page);
  await expect(result(page)).toContainText('1 report found. It is valid.');
  await confirm(page);
  await complete(page);

  await partner.goto('/');
  await expect(partner.getByText('Every customer is onboarded.')).toBeVisible();
  await look(partner);
  await signOut(page, { person: 'Maria Keller', tenant: customer.name });
});

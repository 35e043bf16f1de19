import { acknowledgement } from '@/lib/connecting';
import { newAwsAccount } from './support/aws';
import { stackStatus } from './support/aws-console';
import { expect, look, test } from './support/journey';
import { press, tabTo, type } from './support/keyboard';
import { distributor, password } from './support/people';
import { expectStep, result } from './support/wizard';
import { knownCustomer, knownReseller } from './support/world';

test('An end customer activates and connects its account by keyboard only', async ({ api, open }) => {
  const { id: parentId } = await knownReseller(api);
  const customer = await knownCustomer(api, { parentId });
  const aws = await newAwsAccount({});
  const page = await open();
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  await page.goto(customer.link);
  await type(page, page.getByLabel('Password', { exact: true }), password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: customer.name })).toBeVisible();
  await press(page, button('Connect your AWS Management Account'));
  await expectStep(page, 'review');
  await press(page, button('Next'));
  await expectStep(page, 'account');
  await type(page, page.getByLabel('AWS management account ID'), aws.accountId);
  await page.keyboard.press('Enter');
  await expectStep(page, 'report');
  await type(page, page.getByLabel('Bucket name'), aws.bucket);
  await page.keyboard.press('Enter');
  await expectStep(page, 'stack');

  const opened = page.waitForEvent('popup');
  await press(page, page.getByRole('link', { name: 'Open AWS CloudFormation Console' }));
  const tab = await opened;
  await press(tab, tab.getByRole('button', { name: /^Sign in as .*\(admin\)$/ }));
  await press(tab, tab.getByRole('checkbox', { name: acknowledgement }), 'Space');
  await press(tab, tab.getByRole('button', { name: 'Create stack' }));
  await expect(stackStatus(tab)).toHaveText('CREATE_COMPLETE');
  await tab.close();

  const lines = page.getByRole('list', { name: 'Stack' }).getByRole('listitem');
  await expect(lines.filter({ hasText: 'Done: Connected' })).toBeVisible({ timeout: 120_000 });
  await press(page, button('Next'));
  await expectStep(page, 'validate');
  await expect(result(page)).toContainText('1 report found. It is valid.');
  await press(page, button('Confirm and proceed'));
  await expectStep(page, 'insights');
  await press(page, button('Complete'));
  await expect(page.getByRole('heading', { name: 'Your AWS account is connected' })).toBeVisible();
  await look(page);
});

test('Arrow keys move through the tree of customers, and the first Tab skips the navigation', async ({
  api,
  distributorPage: page,
}) => {
  await knownReseller(api);
  await page.goto('/customers');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  const tree = page.getByRole('table', { name: 'Customers' });
  const root = tree.getByRole('link', { name: distributor.company });
  await tabTo(page, root);
  await page.keyboard.press('ArrowRight');
  await expect(root).not.toBeFocused();
  await expect(tree.getByRole('row').nth(2).getByRole('rowheader').getByRole('link')).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(root).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: distributor.company })).toBeVisible();
  await look(page);
});

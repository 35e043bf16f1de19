import type { Page } from '@playwright/test';
import { z } from 'zod';
import { type AwsAccount, control, newAwsAccount } from './support/aws';
import { createStack, openConsole, stackStatus } from './support/aws-console';
import { templateOf, waitingForStack } from './support/connecting';
import { expect, look, test } from './support/journey';
import { longAgo } from './support/patience';
import { activated } from './support/people';
import { connected } from './support/wizard';
import { newCompany } from './support/world';

const lines = (page: Page) => page.getByRole('list', { name: 'Stack' }).getByRole('listitem');
const done = (page: Page) => lines(page).filter({ hasText: 'Done: Connected' });

test('A stack that rings is seen at once, also by a Viewer; one that does not ring is found when somebody comes back', {
  tag: '@core',
}, async ({ open, sharedCustomer }) => {
  const { browser, api, customer } = sharedCustomer;
  // A Viewer's page never makes Tributary ask AWS, so what moves it on is the doorbell alone.
  const person = newCompany('Watcher', ['Vera', 'Lind']).admin;
  const { membershipId } = await api.users.invite.mutate({
    tenantId: customer.id,
    ...person,
    jobFunction: 'Management',
    role: 'viewer',
  });
  const { link } = await api.users.copyLink.mutate({ membershipId });
  const viewer = await open();
  await activated(viewer, link);

  const [ringing, quiet] = [await newAwsAccount({}), await newAwsAccount({})];
  const rings = await waitingForStack(api, ringing);
  const isQuiet = await waitingForStack(api, quiet);
  const templates = [await templateOf(api, rings), await templateOf(api, isQuiet, 'silent')];
  longAgo(rings);
  longAgo(isQuiet);
  await viewer.goto(`/connections/${rings}/stack`);
  await expect(lines(viewer).filter({ hasText: 'Connected' })).toBeVisible();
  for (const template of templates) await control('create-stack', template);
  // The next look by schedule is an hour away.
  await expect(done(viewer)).toBeVisible({ timeout: 30_000 });
  await look(viewer);

  expect((await api.connections.get.query({ connectionId: isQuiet })).state).toBe('awaiting_stack');
  const page = await open({ within: browser });
  await page.goto(`/connections/${isQuiet}/stack`);
  await connected(page);
});

/** Opens the link, changes what is filled in, and creates the stack as `person`. */
async function createdWith(
  page: Page,
  changes: { values: Record<string, string>; signInTo?: string },
): Promise<Page> {
  const tab = await openConsole(page);
  const { signInTo } = changes;
  if (signInTo !== undefined) {
    await tab.getByRole('link', { name: 'Choose another account' }).click();
    await tab.getByLabel('Account ID').fill(signInTo);
    await tab.getByRole('button', { name: 'Sign in as admin' }).last().click();
  } else await tab.getByRole('button', { name: /^Sign in as .*\(admin\)$/ }).click();
  for (const [name, value] of Object.entries(changes.values)) {
    await tab.getByLabel(name, { exact: true }).fill(value);
  }
  await tab.getByRole('checkbox').check();
  await tab.getByRole('button', { name: 'Create stack' }).click();
  return tab;
}

/** AWS's page of the stack says why, and so does ours: in words, and as it was answered. */
async function refused(at: { page: Page; tab: Page }, says: { why: string; title: string }): Promise<void> {
  const { page, tab } = at;
  const { why, title } = says;
  await expect(stackStatus(tab)).toHaveText(/ROLLBACK_COMPLETE/);
  await expect(tab.getByRole('region', { name: 'Events' })).toContainText(why);
  await look(tab);
  await expect(page.getByText(`A stack was refused. ${title}`)).toBeVisible();
  await page.getByText('The whole reason').first().click();
  await expect(page.locator('q').filter({ hasText: why })).toBeVisible();
  await look(page);
}

test('A stack in a wrong account is refused with the reason, and the right one is accepted from the same link', async ({
  open,
  sharedCustomer,
}) => {
  const { browser, api } = sharedCustomer;
  const [right, wrong] = [await newAwsAccount({}), await newAwsAccount()];
  const page = await stackPage(await open({ within: browser }), await waitingForStack(api, right));
  const tab = await createdWith(page, {
    signInTo: wrong.accountId,
    // Who edits what the template compares gets past its own rule.
    values: { ExpectedAccountId: wrong.accountId },
  });
  await refused(
    { page, tab },
    {
      why: 'This is not the AWS account that was entered in Tributary.',
      title: 'The stack was created in another account.',
    },
  );
  await tab.close();
  await page.context().clearCookies({ name: 'sandbox_identity' });
  const again = await openConsole(page);
  await createStack(again);
  await expect(stackStatus(again)).toHaveText('CREATE_COMPLETE');
  await connected(page);
});

test('An edited value is refused by its name; deleting a stack is always answered', async ({
  open,
  sharedCustomer,
}) => {
  const { browser, api } = sharedCustomer;
  const aws = await newAwsAccount({});
  const page = await stackPage(await open({ within: browser }), await waitingForStack(api, aws));
  const tab = await createdWith(page, { values: { BucketName: 'another-bucket-than-agreed' } });
  await refused(
    { page, tab },
    {
      why: 'The value of BucketName is not what Tributary filled in',
      title: 'Not as filled in: BucketName.',
    },
  );
  await tab.getByRole('button', { name: 'Delete stack' }).click();
  await expect(tab.getByText('DELETE_COMPLETE').first()).toBeVisible();

  await page.context().clearCookies({ name: 'sandbox_identity' });
  const again = await openConsole(page);
  await createStack(again);
  await connected(page);
  await again.getByRole('button', { name: 'Delete stack' }).click();
  await expect(again.getByText('DELETE_COMPLETE').first()).toBeVisible();
  await expect(async () => {
    const stacks = await deletedStacks(aws);
    expect(stacks).toEqual(['DELETE_COMPLETE', 'DELETE_COMPLETE']);
  }).toPass();
});

async function stackPage(page: Page, connectionId: string): Promise<Page> {
  await page.goto(`/connections/${connectionId}/stack`);
  return page;
}

const Stacks = z.array(z.object({ status: z.string() }));

async function deletedStacks({ accountId }: AwsAccount): Promise<string[]> {
  return Stacks.parse(await control('list-stacks', { accountId })).map(({ status }) => status);
}

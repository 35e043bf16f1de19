import type { Page } from '@playwright/test';
import { z } from 'zod';
import { formatAccountId } from '@/lib/aws-ids';
import { type Api, apiOf } from './support/api';
import { type AwsAccount, control, newAwsAccount } from './support/aws';
import { completed, judged, stackCreated, waitingForStack } from './support/connecting';
import { expect, look, test } from './support/journey';
import { activated } from './support/people';
import { knownCustomer, knownReseller } from './support/world';

test('An account is disconnected, connected again here and by another company, and its stacks are seen to go', async ({
  api,
  open,
}) => {
  test.setTimeout(300_000);
  const { id: parentId } = await knownReseller(api);
  const page = await open();
  await activated(page, (await knownCustomer(api, { parentId })).link);
  const own = apiOf(await page.context().storageState());
  const aws = await newAwsAccount({});
  const first = await connectedOnce(own, aws);

  await disconnect(page, aws, 'Keep it');
  await expect(page.getByRole('heading', { name: /^Delete the stack tributary-/ })).toBeVisible();
  await expect(page.getByText('What was read was kept')).toBeVisible();
  await look(page);

  // The same account again, while the old stack still stands: another external ID, another stack, no checks of before.
  const second = await connectedOnce(own, aws);
  const [before, after] = await Promise.all([viewOf(own, first), viewOf(own, second)]);
  expect(after.externalId).not.toBe(before.externalId);
  expect(after.stack.stackName).not.toBe(before.stack.stackName);
  expect((await own.reports.history.query({ connectionId: first })).entries.length).toBeGreaterThan(0);
  const { entries } = await own.reports.history.query({ connectionId: second });
  expect(entries.at(-1)?.changes).toBeNull();

  await stackDeleted(aws, before.stack.stackName);
  await page.goto(`/connections/${first}/disconnect`);
  await expect(page.getByText('AWS lets Tributary in no more')).toBeVisible({ timeout: 180_000 });
  await expect(page.getByRole('heading', { name: /^Delete the stack/ })).toBeHidden();
  await look(page);
  expect((await viewOf(own, second)).state).toBe('complete');

  await disconnect(page, aws, 'Delete it');
  await expect(page.getByText('What was read was kept')).toBeHidden();
  expect((await own.reports.history.query({ connectionId: second })).entries).toEqual([]);
  await look(page);

  const elsewhere = await open();
  await activated(elsewhere, (await knownCustomer(api, { parentId })).link);
  const other = apiOf(await elsewhere.context().storageState());
  const third = await connectedOnce(other, aws);
  expect((await other.reports.history.query({ connectionId: third })).entries.at(-1)?.changes).toBeNull();
  expect((await viewOf(other, third)).externalId).not.toBe(after.externalId);
  await expect(own.connections.get.query({ connectionId: third })).rejects.toThrow();
});

const viewOf = (api: Api, connectionId: string) => api.connections.get.query({ connectionId });

async function connectedOnce(api: Api, aws: AwsAccount): Promise<string> {
  const connectionId = await waitingForStack(api, aws);
  await stackCreated(api, connectionId);
  await judged(api, connectionId);
  await completed(api, connectionId);
  return connectionId;
}

/** From Assets, by the question that says what ends. */
async function disconnect(
  page: Page,
  { accountId }: AwsAccount,
  data: 'Keep it' | 'Delete it',
): Promise<void> {
  const shown = formatAccountId(accountId);
  await page.goto('/assets');
  await page.getByRole('link', { name: `Disconnect ${shown}` }).click();
  await expect(page.getByText('Disconnecting is final.')).toBeVisible();
  await look(page);
  await page.getByRole('radio', { name: data }).check();
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: `${shown} is disconnected` })).toBeVisible();
}

const Stacks = z.array(z.object({ id: z.string(), name: z.string() }));

/** What the page asks for: in AWS's console the stack is deleted. */
async function stackDeleted({ accountId }: AwsAccount, stackName: string | null): Promise<void> {
  const stacks = Stacks.parse(await control('list-stacks', { accountId }));
  await control('delete-stack', { stackId: stacks.find(({ name }) => name === stackName)?.id });
}

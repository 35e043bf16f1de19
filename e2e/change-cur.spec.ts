import type { Page } from '@playwright/test';
import { apiOf } from './support/api';
import { control, newAwsAccount } from './support/aws';
import { judged, stackCreated, waitingForStack } from './support/connecting';
import { expect, look, test } from './support/journey';
import { activated } from './support/people';
import { knownCustomer, knownReseller } from './support/world';

test('Change CUR takes another valid report, after Confirm and after Complete', async ({ api, open }) => {
  const { id: parentId } = await knownReseller(api);
  const page = await open();
  await activated(page, (await knownCustomer(api, { parentId })).link);
  const own = apiOf(await page.context().storageState());
  const aws = await newAwsAccount({});
  for (const reportName of ['second-cur', 'daily-cur']) {
    const timeUnit = reportName === 'daily-cur' ? 'DAILY' : 'HOURLY';
    const report = { reportName, s3Bucket: aws.bucket, timeUnit };
    await control('put-report', { accountId: aws.accountId, report });
  }
  const connectionId = await waitingForStack(own, aws);
  await stackCreated(own, connectionId);
  await judged(own, connectionId);
  const { version } = await own.connections.get.query({ connectionId });
  await own.connections.confirm.mutate({ connectionId, version, root: 'cur/tributary-cur/' });

  await page.goto(`/connections/${connectionId}/validate`);
  await expect(page.getByText('Confirmed: cur/tributary-cur/')).toBeVisible();
  // What is not valid cannot be chosen.
  await expect(page.getByRole('radio', { name: /daily-cur/ })).toBeDisabled();
  await look(page);
  await change(page, 'second-cur');
  const confirmed = await own.connections.get.query({ connectionId });
  expect(confirmed).toMatchObject({ state: 'confirmed', validation: { delivery: 'success' } });

  await own.connections.complete.mutate({ connectionId, version: confirmed.version });
  await page.reload();
  await change(page, 'tributary-cur');
  await look(page);
  expect(await own.connections.get.query({ connectionId })).toMatchObject({
    state: 'complete',
    validation: { chosenRoot: 'cur/tributary-cur/', delivery: 'success' },
  });
  const stale = own.connections.changeCur.mutate({ connectionId, version, root: 'cur/second-cur/' });
  await expect(stale).rejects.toThrow(/chose another CUR/);
  await page.goto('/activity');
  await expect(page.getByText('chose the report cur/second-cur/')).toBeVisible();
});

async function change(page: Page, name: string): Promise<void> {
  await page.getByRole('radio', { name: new RegExp(name) }).check();
  await page.getByRole('button', { name: 'Change CUR' }).click();
  await expect(page.getByText(`Confirmed: cur/${name}/`)).toBeVisible();
}

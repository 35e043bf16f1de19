import type { Api } from './support/api';
import { type AwsAccount, control, newAwsAccount } from './support/aws';
import { judged, stackCreated, waitingForStack } from './support/connecting';
import { expect, look, test } from './support/journey';

test('The external ID is rotated: begun, cancelled, begun again, and ended once the stack has the next one', async ({
  open,
  sharedCustomer,
}) => {
  const { browser, api } = sharedCustomer;
  const aws = await newAwsAccount({});
  const connectionId = await waitingForStack(api, aws);
  await stackCreated(api, connectionId);
  await judged(api, connectionId);
  const { externalId: first } = await api.connections.get.query({ connectionId });

  const page = await open({ within: browser });
  const rotation = page.getByRole('region', { name: 'Rotation' });
  await page.goto('/assets');
  await page.getByRole('link', { name: rotateLink(aws) }).click();
  await expect(page.getByText('your stack trusts one at a time')).toBeVisible();
  await look(page);
  await page.getByRole('button', { name: 'Rotate external ID' }).click();
  await expect(rotation.getByRole('status').first()).toContainText('Waiting for the stack to be updated');
  const givenUp = await nextOne(api, connectionId);
  await expect(page.getByRole('button', { name: 'Copy ExternalId' })).toBeVisible();
  await look(page);

  await page.getByRole('button', { name: 'Cancel rotation' }).click();
  await expect(page.getByText('The last rotation was cancelled.')).toBeVisible();
  expect((await api.connections.get.query({ connectionId })).externalId).toBe(first);

  await page.getByRole('button', { name: 'Rotate external ID' }).click();
  await expect(rotation.getByRole('status').first()).toContainText('Waiting for the stack to be updated');
  const next = await nextOne(api, connectionId);
  expect([first, givenUp]).not.toContain(next);
  await control('set-knobs', { accountId: aws.accountId, deniedActions: ['iam:UpdateAssumeRolePolicy'] });
  await stackUpdated(api, { connectionId, externalId: next });
  await page.getByRole('button', { name: 'I started the update' }).click();
  await expect(page.getByText('Update rolled back')).toBeVisible({ timeout: 60_000 });
  await look(page);

  await control('set-knobs', { accountId: aws.accountId, deniedActions: [] });
  await stackUpdated(api, { connectionId, externalId: next });
  await expect(page.getByText('The external ID was rotated.')).toBeVisible({ timeout: 90_000 });
  await look(page);
  const { externalId, rotation: rest } = await api.connections.get.query({ connectionId });
  expect([externalId, rest]).toEqual([next, null]);
  await judged(api, connectionId);
});

function rotateLink({ accountId }: AwsAccount): RegExp {
  const shown = accountId.replace(/^(\d{4})(\d{4})(\d{4})$/, '$1-$2-$3');
  return new RegExp(`^Rotate external ID of ${shown}$`);
}

async function nextOne(api: Api, connectionId: string): Promise<string> {
  const { rotation } = await api.connections.get.query({ connectionId });
  if (rotation === null) throw new Error('No rotation is under way');
  return rotation.next;
}

/** What the end customer does in AWS's console. */
async function stackUpdated(api: Api, of: { connectionId: string; externalId: string }): Promise<void> {
  const { connectionId, externalId } = of;
  const { stack } = await api.connections.get.query({ connectionId });
  const { body } = await api.connections.template.query({ connectionId, as: 'update' });
  await control('update-stack', {
    stackId: stack.stackId,
    templateBody: body,
    parameters: { ExternalId: externalId },
  });
}

import { control, newAwsAccount } from './support/aws';
import { stackCreated } from './support/connecting';
import { expect, look, test } from './support/journey';
import { connected, expectStep, next, result, stackPrepared } from './support/wizard';

test('A bucket that is encrypted with a key of the customer is read with that key', async ({
  open,
  sharedCustomer,
}) => {
  const { browser, api } = sharedCustomer;
  // An account of its own: those of the scenarios are each reserved by the journey that plays them all.
  const { accountId, bucket } = await newAwsAccount({});
  const data = { faults: ['encrypted', 'manifest-encrypted'] };
  await control('deliver', { accountId, reportName: 'tributary-cur', data });
  const { id: connectionId } = await api.connections.start.mutate({});
  const page = await open({ within: browser });
  await page.goto(`/connections/${connectionId}/review`);
  await expectStep(page, 'review');
  await next(page);
  await page.getByLabel('AWS management account ID').fill(accountId);
  await next(page);
  await expectStep(page, 'report');
  await page.getByLabel('Bucket name').fill(bucket);
  await page.getByText('The bucket is encrypted with a customer managed KMS key').click();
  const statement = page.getByRole('textbox', { name: 'key policy statement' });
  await expect(statement).toHaveValue(new RegExp(`arn:aws:iam::${accountId}:root[^}]*}[^}]*kms:Decrypt`));
  const key = `arn:aws:kms:us-east-1:${accountId}:key/5b2c1a7e-0000-4000-8000-0000000000cc`;
  await page.getByLabel('KMS key ARN').fill(key);
  await look(page);
  await next(page);
  await stackPrepared(page);
  const { body } = await api.connections.template.query({ connectionId });
  expect(JSON.parse(body).Parameters.KmsKeyArn.Default).toBe(key);
  await stackCreated(api, connectionId);
  await connected(page, 'unseen');
  await expect(result(page)).toContainText('1 report found. It is valid.');
});

import type { Page } from '@playwright/test';
import { formatAccountId } from '@/lib/aws-ids';
import { type AwsAccount, newAwsAccount } from './support/aws';
import { createStack, openConsole } from './support/aws-console';
import { expect, look, test } from './support/journey';
import { urls } from './support/ports';
import { expectStep, next, stackPrepared } from './support/wizard';

const dead = 'This link does not work';

test('A colleague without an account proposes the bucket, creates the stack, and is out when the link is revoked', async ({
  open,
  sharedCustomer,
}) => {
  const { browser, api, customer } = sharedCustomer;
  const aws = await newAwsAccount({});
  const page = await open({ within: browser });
  const connectionId = await atReportStep(page, aws, await newDraft());

  const link = await handedOver(page, 'Ola, AWS team');
  const colleague = await open();
  await colleague.goto(link);
  await expect(colleague).toHaveURL(`${urls.app}/handoff`);
  const title = `Connect AWS account ${formatAccountId(aws.accountId)} for ${customer.name}`;
  await expect(colleague.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await expect(colleague.getByText('The stack is not prepared yet.')).toBeVisible();
  await expect(colleague.getByRole('navigation')).toHaveCount(0);
  await look(colleague);

  await colleague.getByLabel('Bucket name').fill(`s3://${aws.bucket}/cur`);
  await colleague.getByRole('button', { name: 'Propose this bucket' }).click();
  await expect(colleague.getByRole('list', { name: 'Proposed buckets' })).toContainText('waits for an Admin');
  await look(colleague);

  await page.goto(`/connections/${connectionId}/account`);
  await expect(page.getByText(`Ola, AWS team proposes the bucket ${aws.bucket}`)).toBeVisible();
  await look(page);
  await page.getByRole('link', { name: 'Decide on it in step 3' }).click();
  await expectStep(page, 'report');
  await page.getByRole('button', { name: 'Use this bucket' }).click();
  await stackPrepared(page);

  await colleague.reload();
  await colleague.getByText('Cost and Usage Report (CUR)').click();
  await expect(colleague.getByText('was accepted')).toBeVisible();
  await look(colleague);
  const tab = await openConsole(colleague);
  await createStack(tab, 'seven');
  // A person with the seven permissions may not watch the stack: the page of the hand-off tells instead.
  await expect(tab.getByText('is not authorized to perform: cloudformation:DescribeStacks')).toBeVisible();
  await tab.close();
  await expect(colleague.getByText('The stack stands, and its IAM role is verified.')).toBeVisible({
    timeout: 120_000,
  });
  await look(colleague);

  await page.reload();
  const links = page.getByRole('list', { name: 'Open hand-off links' });
  await expect(links).toContainText('Took the stack');
  await links.getByRole('button', { name: 'Revoke' }).click();
  await expect(links).toHaveCount(0);
  await look(page);
  await colleague.reload();
  await expect(colleague.getByRole('heading', { level: 1, name: dead })).toBeVisible();
  await look(colleague);
  await page.goto('/activity');
  for (const said of ['made a link for Ola, AWS team', 'proposed the bucket', 'revoked the link']) {
    await expect(page.getByRole('main')).toContainText(said);
  }

  async function newDraft(): Promise<string> {
    return (await api.connections.start.mutate({})).id;
  }
});

test('The pages of a hand-off work without JavaScript, and one page answers every link that does not work', async ({
  open,
  sharedCustomer,
}) => {
  const { browser, api } = sharedCustomer;
  const aws = await newAwsAccount({});
  const { id: connectionId } = await api.connections.start.mutate({});
  const page = await open({ within: browser });
  await atReportStep(page, aws, connectionId);
  await page.getByLabel('Bucket name').fill(aws.bucket);
  await next(page);
  await stackPrepared(page);
  const { link } = await api.handoffs.make.mutate({ connectionId });

  const plain = await open({ javaScriptEnabled: false });
  const unknown = `${urls.app}/link?handoff=${'x'.repeat(43)}`;
  for (const address of [`${urls.app}/handoff`, unknown]) {
    await plain.goto(address);
    await expect(plain.getByRole('heading', { level: 1, name: dead })).toBeVisible();
    await look(plain);
  }
  for (let opened = 0; opened < 3; opened += 1) await plain.goto(link);
  await plain.getByText('Cost and Usage Report (CUR)').click();
  await plain.getByRole('textbox', { name: 'Bucket name' }).fill('another-bucket-of-theirs');
  await plain.getByRole('button', { name: 'Propose this bucket' }).click();
  await expect(plain.getByRole('list', { name: 'Proposed buckets' })).toContainText(
    'another-bucket-of-theirs',
  );
  await look(plain);
  const download = await plain.context().request.get(`/handoff/${connectionId}/template`);
  expect(download.headers()['content-disposition']).toContain('attachment');
  expect(await download.text()).toContain(aws.accountId);
  const tab = await openConsole(plain);
  await expect(tab).toHaveURL((address) => address.origin === urls.console);
  await tab.close();
});

/** Steps 1 and 2. */
async function atReportStep(page: Page, aws: AwsAccount, connectionId: string): Promise<string> {
  await page.goto(`/connections/${connectionId}/review`);
  await expectStep(page, 'review');
  await next(page);
  await page.getByLabel('AWS management account ID').fill(aws.accountId);
  await next(page);
  await expectStep(page, 'report');
  return connectionId;
}

/** The link that the column beside the step shows once. */
async function handedOver(page: Page, label: string): Promise<string> {
  await page.getByText('Hand off to a colleague').click();
  const form = page.getByRole('form', { name: 'Hand off to a colleague' });
  await form.getByLabel('Who is it for').fill(label);
  await look(page);
  await form.getByRole('button', { name: 'Make a link' }).click();
  await expect(form.getByText('This link is shown once.')).toBeVisible();
  await look(page);
  return (await form.locator('code').textContent()) ?? '';
}

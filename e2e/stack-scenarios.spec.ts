import { titleOf } from '@/lib/findings';
import { control, scenario } from './support/aws';
import { createStack, openConsole, stackStatus } from './support/aws-console';
import { stackCreated, waitingForStack } from './support/connecting';
import { expect, look, test } from './support/journey';
import { connected, next, result } from './support/wizard';

const waiting = 'checking every 3 s';

test('A member account is refused with the management account to enter', async ({ open, sharedCustomer }) => {
  const { browser, api } = sharedCustomer;
  const connectionId = await waitingForStack(api, await scenario('member-account'));
  await stackCreated(api, connectionId);
  const page = await open({ within: browser });
  await page.goto(`/connections/${connectionId}/stack`);
  await expect(page.getByText(titleOf('NOT_MANAGEMENT_ACCOUNT').failed).first()).toBeVisible();
  await expect(page.getByText('the management account is 8888-7777-6666').first()).toBeVisible();
  await next(page);
  await expect(page.getByText(/^Not there yet: /)).toBeVisible();
  await look(page);
});

test('A stack that rolls back leaves the step waiting, and Next says what is missing', async ({
  open,
  sharedCustomer,
}) => {
  const { browser, api } = sharedCustomer;
  const aws = await scenario('rollback');
  const connectionId = await waitingForStack(api, aws);
  const page = await open({ within: browser });
  await page.goto(`/connections/${connectionId}/stack`);
  const tab = await openConsole(page);
  await createStack(tab);
  await expect(stackStatus(tab)).toHaveText('ROLLBACK_COMPLETE');
  await look(tab);
  await expect(page.getByText(waiting)).toBeVisible();
  await next(page);
  await expect(page.getByText(/^Not there yet: The IAM role tributary-reports-/)).toBeVisible();
  await look(page);
});

test.describe('a person without permissions', () => {
  test.use({ expected: ['status of 400'] });

  test('is refused by AWS; a colleague who may creates the stack from the same link', async ({
    open,
    sharedCustomer,
  }) => {
    const { browser, api } = sharedCustomer;
    const connectionId = await waitingForStack(api, await scenario('not-allowed'));
    const page = await open({ within: browser });
    await page.goto(`/connections/${connectionId}/stack`);
    const tab = await openConsole(page);
    await createStack(tab, 'viewer');
    await expect(tab.getByRole('alert')).toContainText(
      'is not authorized to perform: cloudformation:CreateStack',
    );
    await look(tab);
    await expect(page.getByText(waiting)).toBeVisible();
    await look(page);
    await tab.close();
    await page.context().clearCookies({ name: 'sandbox_identity' });
    const colleague = await openConsole(page);
    await createStack(colleague, 'admin');
    await expect(stackStatus(colleague)).toHaveText('CREATE_COMPLETE');
    await connected(page);
    await expect(result(page)).toContainText('1 report found. It is valid.');
  });
});

test('An IAM role that AWS makes known slowly is waited for', async ({ open, sharedCustomer }) => {
  const { browser, api } = sharedCustomer;
  const connectionId = await waitingForStack(api, await scenario('slow-propagation'));
  await stackCreated(api, connectionId);
  const page = await open({ within: browser });
  await page.goto(`/connections/${connectionId}/stack`);
  await expect(page.getByText(waiting)).toBeVisible();
  await look(page);
  await connected(page);
  await expect(result(page)).toContainText('1 report found. It is valid.');
});

test('Nothing is delivered yet: the step waits calmly, then finds the report', async ({
  open,
  sharedCustomer,
}) => {
  const { browser, api } = sharedCustomer;
  const aws = await scenario('not-delivered');
  const connectionId = await waitingForStack(api, aws);
  await stackCreated(api, connectionId);
  const page = await open({ within: browser });
  await page.goto(`/connections/${connectionId}/stack`);
  await connected(page, 'unseen');
  await expect(page.getByText('AWS has not delivered yet.')).toBeVisible();
  await expect(page.getByText(titleOf('AWAITING_FIRST_DELIVERY').failed).first()).toBeVisible();
  await look(page);
  await control('deliver', { accountId: aws.accountId });
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(result(page)).toContainText('1 report found. It is valid.');
  await expect(page.getByText('AWS has not delivered yet.')).toHaveCount(0);
  await look(page);
});

test('Of two valid reports one is confirmed, and the other can be chosen later', async ({
  open,
  sharedCustomer,
}) => {
  const { browser, api } = sharedCustomer;
  const connectionId = await waitingForStack(api, await scenario('two-reports'));
  await stackCreated(api, connectionId);
  const page = await open({ within: browser });
  await page.goto(`/connections/${connectionId}/stack`);
  await connected(page, 'unseen');
  await expect(result(page)).toContainText('2 reports found. 2 are valid.');
  await expect(page.getByText('Currently, only one CUR is supported.')).toBeVisible();
  await look(page);
  await page.getByRole('radio', { name: 'platform-cur' }).check();
  await page.getByRole('button', { name: 'Confirm and proceed' }).click();
  await expect(page.getByRole('button', { name: 'Complete' })).toBeVisible();
  await page.goto(`/connections/${connectionId}/validate`);
  await expect(page.getByText('Confirmed: cur/platform-cur/')).toBeVisible();
  await look(page);
  await page.getByRole('radio', { name: 'finance-cur' }).check();
  await page.getByRole('button', { name: 'Change CUR' }).click();
  await expect(page.getByText('Confirmed: cur/finance-cur/')).toBeVisible();
});

test('While S3 is throttled the step says that it could not look, and looks again', async ({
  open,
  sharedCustomer,
}) => {
  const { browser, api } = sharedCustomer;
  const aws = await scenario('throttled');
  const connectionId = await waitingForStack(api, aws);
  await stackCreated(api, connectionId);
  const page = await open({ within: browser });
  await page.goto(`/connections/${connectionId}/stack`);
  await connected(page, 'unseen');
  await expect(page.getByText(/^AWS did not answer clearly/)).toBeVisible({ timeout: 90_000 });
  await look(page);
  await control('set-knobs', { accountId: aws.accountId, throttledServices: [] });
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(result(page)).toContainText('1 report found. It is valid.');
});

test('Without a support plan and hubs the insights say what each needs', async ({ open, sharedCustomer }) => {
  const { browser, api } = sharedCustomer;
  const { accountId } = await scenario('no-support-plan');
  const { id } = await api.insights.link.mutate({
    accountId,
    wanted: ['trusted_advisor', 'cost_optimization_hub', 'security_hub'],
  });
  const { version } = await api.connections.get.query({ connectionId: id });
  await api.connections.openStack.mutate({ connectionId: id, version });
  await stackCreated(api, id);
  const page = await open({ within: browser });
  await page.goto(`/connections/${id}/stack`);
  await connected(page, 'unseen');
  const states = page.getByRole('list', { name: 'Insights' });
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(states.getByRole('listitem').filter({ hasText: 'Trusted Advisor' })).toContainText(
    'Upgrade needed',
  );
  await expect(states.getByRole('listitem').filter({ hasText: 'Optimization' })).toContainText('Not enabled');
  await expect(states.getByRole('listitem').filter({ hasText: 'Security Hub' })).toContainText('Not enabled');
  await look(page);
});

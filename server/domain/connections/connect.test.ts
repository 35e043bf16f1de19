import { afterAll, beforeAll, expect, test } from 'vitest';
import { withScope } from '@/server/db/scope';
import { AppError } from '@/server/errors';
import { eachDatabase } from '@/server/testing/databases';
import { makeSandboxWorld, type SandboxWorld } from '@/server/testing/sandbox-world';
import { confirmReport } from '../reports/confirm';
import { validateOnSchedule, validateReports } from '../reports/validate';
import { goBack, previewBack } from './back';
import { completeConnection } from './complete';
import { getConnection } from './get';
import { listConnections } from './list';
import { checkNow, pollStack } from './poll-stack';
import { reviewConnection } from './review';
import { startConnection } from './start';
import { tryAgain } from './try-again';

eachDatabase((open) => {
  let at: SandboxWorld;
  beforeAll(async () => {
    at = await makeSandboxWorld(await open());
  });
  afterAll(() => at.close());
  const customer = () => at.ctxFor('customerAdmin');
  const view = (connectionId: string) => getConnection(customer(), { connectionId });

  test('a person with exactly the seven permissions goes from Review to Complete', async () => {
    const connectionId = await at.upToStack({
      accountId: '1111-2222-3333',
      bucket: 's3://sandbox-happy-parquet/',
    });
    const before = await view(connectionId);
    expect(before).toMatchObject({ state: 'awaiting_stack', step: 'stack', account: '111122223333' });
    expect(before.bucket).toBe('sandbox-happy-parquet');
    expect(before.stack.link).toContain(
      '#/stacks/create/review?templateURL=https%3A%2F%2Ftemplates.s3.amazonaws.com',
    );
    expect(before.stack.link).toContain(`param_ExternalId=${before.externalId}`);
    expect(before.stack.link?.startsWith(at.sandbox.consoleUrl)).toBe(true);

    await at.createStack(connectionId, { userName: 'seven' });
    expect(await at.settle(connectionId)).toBe('role_verified');
    const verified = await view(connectionId);
    expect(verified.findings).toEqual([]);
    expect(verified.stack.progress.map(({ state }) => state)).toEqual([
      'done',
      'done',
      'done',
      'done',
      'done',
      'done',
    ]);
    expect(verified.stack.progress.find(({ key }) => key === 'complete')).toMatchObject({
      label: 'Stack complete',
      at: expect.any(String),
    });
    expect(verified.timeline.map(({ kind }) => kind)).toContain('role_verified');

    const checked = await validateOnSchedule(at.systemCtx(), { connectionId });
    expect(checked?.state).toBe('report_valid');
    const valid = await view(connectionId);
    expect(valid.validation.reports).toHaveLength(1);
    expect(valid.validation.reports[0]).toMatchObject({ valid: true, kind: 'legacy-cur', format: 'parquet' });

    const confirmed = await confirmReport(customer(), { connectionId, version: valid.version });
    expect(confirmed).toMatchObject({ state: 'confirmed', step: 'insights' });
    const complete = await completeConnection(customer(), { connectionId, version: confirmed.version });
    expect(complete.state).toBe('complete');
    const end = await view(connectionId);
    expect(end.validation).toMatchObject({ delivery: 'success', chosenRoot: 'cur/tributary-cur/' });
    expect(end.steps.every(({ state }) => state === 'done')).toBe(true);
    const [listed] = await listConnections(at.ctxFor('resellerAdmin'), { tenantId: end.tenant.id });
    expect(listed).toMatchObject({ id: connectionId, state: 'complete', delivery: 'success', errors: 0 });
    expect(listed).toMatchObject({ href: `/connections/${connectionId}/validate`, mayValidate: true });
    const [read] = await listConnections(at.ctxFor('customerViewer'), {});
    expect(read).toMatchObject({ id: connectionId, mayValidate: false });
    const recorded = await withScope(at.systemCtx(), (tx) =>
      tx.selectFrom('activities').select('action').where('subject_id', '=', connectionId).execute(),
    );
    expect(recorded.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['connection.stack_seen', 'connection.role_verified', 'connection.completed']),
    );
  });

  test('a member account is named and never accepted', async () => {
    const connectionId = await at.upToStack({ accountId: '400000000001', bucket: 'sandbox-member-account' });
    await at.createStack(connectionId);
    expect(await at.settle(connectionId)).toBe('still looking');
    const seen = await view(connectionId);
    expect(seen.state).toBe('verifying');
    expect(seen.findings.map(({ code }) => code)).toEqual(['NOT_MANAGEMENT_ACCOUNT']);
    expect(seen.stack.progress.find(({ key }) => key === 'checks')?.state).toBe('failed');

    const preview = await previewBack(customer(), { connectionId, step: 'account' });
    expect(preview.allowed).toBe(true);
    expect(preview.becomesInvalid[0]).toContain('link to CloudFormation');
    expect(preview.awsSteps[0]?.lines.join(' ')).toContain(seen.stack.stackName);
    const back = await goBack(customer(), { connectionId, version: seen.version, step: 'account' });
    expect(back).toMatchObject({ state: 'draft', step: 'account' });
    const draft = await view(connectionId);
    expect(draft.stack.link).toBeNull();
    expect(draft.awsSteps[0]?.lines.join(' ')).toContain(seen.stack.stackName);
  });

  test('an account without an organization passes with a warning', async () => {
    const connectionId = await at.upToStack({ accountId: '400000000002', bucket: 'sandbox-no-organization' });
    await at.createStack(connectionId);
    expect(await at.settle(connectionId)).toBe('role_verified');
    expect((await view(connectionId)).findings).toMatchObject([
      { code: 'ORGANIZATION_UNKNOWN', severity: 'warning' },
    ]);
  });

  test('a stack that is rolled back never verifies; Try again takes new names and the same external ID', async () => {
    const connectionId = await at.upToStack({ accountId: '400000000007', bucket: 'sandbox-rollback' });
    await at.createStack(connectionId);
    expect(await at.settle(connectionId)).toBe('still looking');
    const failed = await view(connectionId);
    expect(failed.findings).toMatchObject([{ code: 'ROLE_NOT_REACHABLE', severity: 'waiting' }]);
    at.pass(15 * 60_000);
    await checkNow(customer(), { connectionId });
    expect((await view(connectionId)).findings).toMatchObject([
      { code: 'ROLE_NOT_REACHABLE', severity: 'error' },
    ]);

    const again = await tryAgain(customer(), { connectionId, version: failed.version });
    expect(again.state).toBe('awaiting_stack');
    const fresh = await view(connectionId);
    expect(fresh.stack.attempt).toBe(2);
    expect(fresh.stack.roleName).not.toBe(failed.stack.roleName);
    expect(fresh.stack.stackName).not.toBe(failed.stack.stackName);
    expect(fresh.externalId).toBe(failed.externalId);
    expect(fresh.findings).toEqual([]);
  });

  test('a role that is made slowly is waited for, and Next pressed early says what is missing', async () => {
    const connectionId = await at.upToStack({
      accountId: '400000000009',
      bucket: 'sandbox-slow-propagation',
    });
    const early = await checkNow(customer(), { connectionId });
    expect(early.missing.join(' ')).toContain('cannot be assumed yet');
    expect(early.goTo).toBe(`/connections/${connectionId}/stack`);
    await at.createStack(connectionId);
    expect(await at.settle(connectionId)).toBe('role_verified');
  });

  test('a role whose trust does not insist on the external ID is refused for as long as it is so', async () => {
    const connectionId = await at.upToStack({
      accountId: '400000000013',
      bucket: 'sandbox-report-elsewhere',
    });
    await at.createStack(connectionId);
    at.pass(6_000);
    await pollStack(customer(), { connectionId });
    const { stack } = await view(connectionId);
    await at.sandbox.control.listStacks({ accountId: '400000000013' });
    const role = at.sandbox.world.roleByArn(stack.roleArn ?? '');
    expect(role).toBeDefined();
    const kept = role?.trust;
    if (role) role.trust = openTrust;
    expect(await at.settle(connectionId)).toBe('still looking');
    expect((await view(connectionId)).findings).toMatchObject([
      { code: 'ROLE_TRUST_OPEN', severity: 'error' },
    ]);
    if (role && kept) role.trust = kept;
    expect(await at.settle(connectionId)).toBe('role_verified');
    expect((await view(connectionId)).findings).toEqual([]);
  });

  test('a connection that worked is broken when its role goes, and comes back with it', async () => {
    const connectionId = await at.upToStack({ accountId: '222233334444', bucket: 'sandbox-happy-gzip' });
    await at.createStack(connectionId);
    expect(await at.settle(connectionId)).toBe('role_verified');
    const first = await validateReports(customer(), { connectionId });
    expect(first.state).toBe('report_valid');
    const confirmed = await confirmReport(customer(), { connectionId, version: first.version });
    const { stack } = await view(connectionId);
    const account = at.sandbox.world.account('222233334444');
    const role = account?.roles[stack.roleName ?? ''];
    at.pass(24 * 60 * 60_000);
    if (account && stack.roleName) delete account.roles[stack.roleName];
    expect((await validateOnSchedule(at.systemCtx(), { connectionId }))?.state).toBe('broken');
    const broken = await view(connectionId);
    expect(broken).toMatchObject({ state: 'broken', stateBefore: 'confirmed', version: confirmed.version });
    expect(broken.validation.delivery).toBe('failed');
    expect(broken.validation.chosenRoot).not.toBeNull();
    if (account && role) account.roles[role.name] = role;
    at.pass(30 * 60_000);
    expect((await validateOnSchedule(at.systemCtx(), { connectionId }))?.state).toBe('confirmed');
  });

  test('a form from before somebody else saved is answered with who changed what', async () => {
    const ctx = customer();
    const { id: connectionId } = await startConnection(ctx, {});
    await reviewConnection(ctx, { connectionId, version: 1, billingTransfer: 'no' });
    at.pass(60_000);
    const late = reviewConnection(at.ctxFor('resellerAdmin'), {
      connectionId,
      version: 1,
      billingTransfer: 'no',
    });
    await expect(late).rejects.toMatchObject({ code: 'stale' });
    const error = await late.catch((caught: unknown) => caught);
    expect(error instanceof AppError && error.details.happened).toBe(
      'customerAdmin Example finished the Review step 1 min ago.',
    );
  });

  test('whoever works on it from above the partner is named as the partner', async () => {
    const { id: connectionId } = await startConnection(customer(), {});
    const review = { connectionId, version: 1, billingTransfer: 'no' } as const;
    await reviewConnection(at.ctxFor('distributorAdmin'), review);
    expect((await view(connectionId)).edited?.by).toBe('Harbour Resale');
    expect((await view(connectionId)).timeline.map(({ detail }) => detail)).toEqual([null, null]);
    const late: unknown = await reviewConnection(customer(), review).catch((caught: unknown) => caught);
    expect(late instanceof AppError && late.details.happened).toBe(
      'Harbour Resale finished the Review step just now.',
    );
  });
});

const openTrust = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow' as const,
      Principal: { AWS: 'arn:aws:iam::999988887777:root' },
      Action: 'sts:AssumeRole',
    },
  ],
};

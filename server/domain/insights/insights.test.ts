import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type InsightKind, insightKinds } from '@/lib/insights';
import { rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { makeSandboxWorld, type SandboxWorld } from '@/server/testing/sandbox-world';
import type { UserKey } from '@/server/testing/world';
import { createCallerFactory } from '@/server/trpc/init';
import { appRouter } from '@/server/trpc/root';
import { checkInsightsOnSchedule } from './check';

const createCaller = createCallerFactory(appRouter);

/** Accounts of the sandbox: a member with every insight on, and one without a support plan and with both hubs off. */
const everything = '400000000011';
const nothing = '400000000010';
const DAY = 24 * 60 * 60_000;

eachDatabase((open) => {
  let at: SandboxWorld;
  beforeAll(async () => {
    at = await makeSandboxWorld(await open());
  });
  afterAll(() => at.close());

  function api(user: UserKey = 'customerAdmin') {
    const { actor, ...base } = at.ctxFor(user);
    return createCaller({ base, actor, address: 'direct' });
  }
  const row = (connectionId: string) => rowOf(at.systemCtx(), connectionId);

  /** Links an account and creates its stack; answers when the IAM role is verified. */
  async function linked(accountId: string, wanted: InsightKind[]): Promise<string> {
    const { id: connectionId, step } = await api().insights.link({ accountId, wanted });
    expect(step).toBe('stack');
    await api().connections.openStack({ connectionId, version: 1 });
    await at.createStack(connectionId, { accountId });
    expect(await at.settle(connectionId)).toBe('role_verified');
    return connectionId;
  }

  async function states(connectionId: string, user?: UserKey): Promise<Record<string, string>> {
    const { results } = await api(user).insights.check({ connectionId });
    return Object.fromEntries(results.map(({ insight, state }) => [insight, state]));
  }

  test('where Security Hub alone is off, it alone is not enabled', async () => {
    const connectionId = await linked('400000000023', [...insightKinds]);
    expect(await states(connectionId)).toEqual({
      trusted_advisor: 'healthy',
      cost_optimization_hub: 'healthy',
      security_hub: 'not_enabled',
    });
  });

  describe('an account with everything on', () => {
    let connectionId: string;
    beforeAll(async () => {
      connectionId = await linked(everything, ['trusted_advisor', 'security_hub']);
    });

    test('is healthy in what was wanted, and nothing else is asked', async () => {
      const before = at.sandbox.control.mark({});
      expect(await states(connectionId)).toEqual({ trusted_advisor: 'healthy', security_hub: 'healthy' });
      const asked = at.sandbox.control.calls({ since: before }).map(({ operation }) => operation);
      expect(asked).toEqual(expect.arrayContaining(['DescribeTrustedAdvisorChecks', 'DescribeHub']));
      expect(asked).not.toContain('ListEnrollmentStatuses');
      // Any account may be linked: its organization is nobody's business here.
      expect(asked).not.toContain('DescribeOrganization');
    });

    test('comes back when it is linked again, with the external ID that it had', async () => {
      const before = await row(connectionId);
      const again = await api().insights.link({
        accountId: everything,
        wanted: ['security_hub', 'trusted_advisor'],
      });
      expect(again).toMatchObject({ id: connectionId, step: 'insights' });
      expect(await row(connectionId)).toEqual(before);
    });

    test('linked again with other checkboxes, wants what they say', async () => {
      const before = await row(connectionId);
      const again = await api().insights.link({ accountId: everything, wanted: 'cost_optimization_hub' });
      expect(again).toMatchObject({ id: connectionId, step: 'insights', version: before.version + 1 });
      const after = await row(connectionId);
      expect(JSON.parse(after.insights_wanted_json)).toEqual(['cost_optimization_hub']);
      expect(after.external_id).toBe(before.external_id);
      expect(after.link_url).toContain('param_SecurityHub=no');
      await api().insights.link({ accountId: everything, wanted: ['trusted_advisor', 'security_hub'] });
      expect((await row(connectionId)).link_url).toContain('param_SecurityHub=yes');
    });

    test('wanted later, an insight needs permissions until the stack follows', async () => {
      const { version } = await row(connectionId);
      const saved = await api().insights.setWanted({ connectionId, version, wanted: [...insightKinds] });
      expect(saved.version).toBe(version + 1);
      expect((await row(connectionId)).link_url).toContain('param_CostOptimizationHub=yes');
      expect(await states(connectionId)).toEqual({
        trusted_advisor: 'healthy',
        cost_optimization_hub: 'permissions_needed',
        security_hub: 'healthy',
      });
      const older = api().insights.setWanted({ connectionId, version, wanted: 'security_hub' });
      await expect(older).rejects.toMatchObject({ code: 'CONFLICT' });
    });

    test('a policy of the organization that denies a call is permissions needed, and the person sees AWS’s word', async () => {
      at.sandbox.control.setKnobs({ accountId: everything, deniedActions: ['securityhub:DescribeHub'] });
      expect((await states(connectionId)).security_hub).toBe('permissions_needed');
      const view = await api('customerViewer').connections.get({ connectionId });
      expect(view.insights.find(({ insight }) => insight === 'security_hub')).toMatchObject({
        state: 'permissions_needed',
        answer: 'AccessDeniedException',
      });
      at.sandbox.control.setKnobs({ accountId: everything, deniedActions: [] });
      expect((await states(connectionId)).security_hub).toBe('healthy');
    });

    test('of two looks at once the one that is written first counts', async () => {
      const checks = async () => {
        const { rows } = await api().activity.list({ tenantId: at.tenants.customerA1.id });
        return rows.filter(({ sentence }) => sentence.startsWith('checked the insights')).length;
      };
      const before = await checks();
      at.pass(1_000);
      const both = await Promise.all([states(connectionId), states(connectionId)]);
      expect(both[0]).toEqual(both[1]);
      expect(await checks()).toBe(before + 1);
    });

    test('an answer that AWS does not give keeps what was known', async () => {
      at.sandbox.control.setKnobs({ accountId: everything, throttledServices: ['securityhub'] });
      expect((await states(connectionId)).security_hub).toBe('healthy');
      at.sandbox.control.setKnobs({ accountId: everything, throttledServices: [] });
    });

    test('is checked by schedule, once its time has come; without its IAM role it is broken, and comes back', async () => {
      const { next_validation_at: next } = await row(connectionId);
      await checkInsightsOnSchedule(at.systemCtx(), { connectionId });
      expect((await row(connectionId)).next_validation_at).toBe(next);
      const { role_name } = await row(connectionId);
      const account = at.sandbox.world.account(everything);
      const role = account?.roles[role_name ?? ''];
      if (!account || !role) throw new Error('the stack made no role');
      delete account.roles[role.name];
      at.pass(DAY);
      await checkInsightsOnSchedule(at.systemCtx(), { connectionId });
      expect(await row(connectionId)).toMatchObject({ state: 'broken', state_before: 'role_verified' });
      const item = async () =>
        (await api().connections.list({ purpose: 'insights' })).find(({ id }) => id === connectionId);
      expect((await item())?.brokenBy).toMatchObject({
        code: 'ROLE_NOT_REACHABLE',
        fix: expect.stringMatching(/\w/),
      });
      at.pass(DAY);
      await checkInsightsOnSchedule(at.systemCtx(), { connectionId });
      account.roles[role.name] = role;
      at.pass(DAY);
      await checkInsightsOnSchedule(at.systemCtx(), { connectionId });
      const { state, findings_json } = await row(connectionId);
      expect(state).toBe('role_verified');
      expect((await item())?.brokenBy).toBeNull();
      const mails = await at.database.kysely
        .selectFrom('mails')
        .select('values_json')
        .where('related_id', '=', connectionId)
        .where('template', '=', 'connection-health')
        .orderBy('created_at')
        .execute();
      expect(mails.map(({ values_json }) => JSON.parse(values_json))).toMatchObject([
        { what: 'broken', path: `/connections/${connectionId}/insights` },
        { what: 'back' },
      ]);
      // Another insight was wanted meanwhile, and the stack was not updated.
      expect(JSON.parse(findings_json)).toMatchObject([{ code: 'STACK_BEHIND', severity: 'warning' }]);
      const { rows } = await api().activity.list({ tenantId: at.tenants.customerA1.id });
      const said = rows.filter(({ sentence }) => /stop working|work again/.test(sentence));
      expect(said.map(({ who, sentence }) => [who.name, sentence])).toEqual([
        ['Tributary', 'saw the connection of 4000-0000-0011 work again'],
        ['Tributary', 'saw the connection of 4000-0000-0011 stop working'],
      ]);
    });
  });

  describe('an account without a support plan', () => {
    let connectionId: string;
    beforeAll(async () => {
      connectionId = await linked(nothing, [...insightKinds]);
    });

    test('needs an upgrade for AWS Trusted Advisor, and its hubs are not enabled', async () => {
      expect(await states(connectionId)).toEqual({
        trusted_advisor: 'upgrade_needed',
        cost_optimization_hub: 'not_enabled',
        security_hub: 'not_enabled',
      });
    });

    test('is healthy after the plan is bought and the hubs are enabled, and the activity says what was found', async () => {
      const on = { supportPlan: true, securityHub: true, costOptimizationHub: true };
      at.sandbox.control.setKnobs({ accountId: nothing, ...on });
      expect(Object.values(await states(connectionId))).toEqual(['healthy', 'healthy', 'healthy']);
      const { rows } = await api().activity.list({ tenantId: at.tenants.customerA1.id });
      expect(rows.map(({ sentence }) => sentence)).toContain(
        'checked the insights of 4000-0000-0010: AWS Trusted Advisor Healthy, AWS Cost Optimization Hub Healthy, AWS Security Hub Healthy',
      );
    });

    test('shows in Assets beside the management accounts, and each purpose by itself', async () => {
      const { id } = await api().connections.start({});
      const all = await api().connections.list({});
      expect(all.map((one) => one.id)).toEqual(expect.arrayContaining([id, connectionId]));
      const insights = await api().connections.list({ purpose: 'insights' });
      expect(insights.find((one) => one.id === connectionId)).toMatchObject({
        step: 'insights',
        account: nothing,
      });
      expect(insights.map((one) => one.id)).not.toContain(id);
    });
  });

  // A whole onboarding and one more account: a dozen looks at AWS.
  test('insights can be enabled later, from Assets, and never reopen what is complete', async () => {
    const connectionId = await at.upToStack({ accountId: '222233334444', bucket: 'sandbox-happy-gzip' });
    await at.createStack(connectionId);
    expect(await at.settle(connectionId)).toBe('role_verified');
    const valid = await api().reports.validate({ connectionId });
    const confirmed = await api().connections.confirm({ connectionId, version: valid.version });
    await api().connections.complete({ connectionId, version: confirmed.version });
    const progress = () => api().onboarding.progress({ tenantId: at.tenants.customerA1.id });
    const before = await progress();
    const later = await linked('222233334444', ['security_hub']);
    expect(later).not.toBe(connectionId);
    expect(await states(later)).toEqual({ security_hub: 'healthy' });
    expect((await row(connectionId)).state).toBe('complete');
    expect((await row(later)).external_id).not.toBe((await row(connectionId)).external_id);
    const after = await progress();
    expect([after.completed, after.total]).toEqual([before.completed, before.total]);
  }, 180_000);

  test('is refused before the IAM role is proven, for a connection of reports, and for nothing chosen', async () => {
    const { id: connectionId } = await api().insights.link({
      accountId: '333344445555',
      wanted: 'security_hub',
    });
    await expect(api().insights.check({ connectionId })).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      cause: { details: { goTo: `/connections/${connectionId}/stack` } },
    });
    const { id: reports } = await api().connections.start({});
    await expect(api().insights.check({ connectionId: reports })).rejects.toMatchObject({ code: 'CONFLICT' });
    const empty = api().insights.link({ accountId: '333344445555', wanted: [] });
    await expect(empty).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  test('a partner enables insights only when the end customer allowed it; of a sibling nothing is told', async () => {
    const tenantId = at.tenants.customerA1.id;
    const link = (user: UserKey, accountId = '600000000077') =>
      api(user).insights.link({ tenantId, accountId, wanted: 'security_hub' });
    await expect(link('resellerAdmin')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await api().settings.setPartnerMayConfirm({ partnerMayConfirm: 'on' });
    const { id } = await link('resellerAdmin');
    expect(await row(id)).toMatchObject({ tenant_id: tenantId, purpose: 'insights' });
    for (const user of ['resellerBAdmin', 'customerA2Admin', 'customerBAdmin'] as const) {
      await expect(link(user)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    for (const user of ['customerViewer', 'resellerSales', 'resellerAdminBelowSales'] as const) {
      await expect(link(user)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
  });

  test('without an active contract no account is linked', async () => {
    const link = api('customerA2Admin').insights.link({ accountId: '600000000078', wanted: 'security_hub' });
    await expect(link).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  });
});

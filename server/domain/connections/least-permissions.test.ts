import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AwsAccountId } from '@/lib/aws-ids';
import { AccountForm, ReportForm } from '@/lib/connections';
import { wildcardMatch } from '@/sandbox/iam/match';
import type { PolicyDocument, Principal } from '@/sandbox/state';
import { expectedGrants, grantsOf } from '@/server/aws/templates/grants';
import { type TemplateKind, templateKindOf, templateKinds } from '@/server/aws/templates/publish';
import { rowOf } from '@/server/testing/connecting';
import { dangerousActions } from '@/server/testing/dangerous-actions';
import { eachDatabase } from '@/server/testing/databases';
import { makeSandboxWorld, type SandboxWorld } from '@/server/testing/sandbox-world';
import { checkInsights } from '../insights/check';
import { linkInsightAccount } from '../insights/link';
import { validateOnSchedule } from '../reports/validate';
import { setAccount } from './account';
import { letStackCreateReport } from './create-report';
import { openStack } from './open-stack';
import { setReport } from './report';
import { reviewConnection } from './review';
import { startConnection } from './start';
import { templateValues } from './template-values';

type Assumed = Extract<Principal, { kind: 'assumed-role' }>;

eachDatabase((open) => {
  let at: SandboxWorld;
  const connections: Partial<Record<TemplateKind, string>> = {};
  /** Every session of a customer's role, by its key; AWS forgets those that expired. */
  const sessions = new Map<string, Assumed>();
  const remember = () => {
    for (const { key, principal } of Object.values(at.sandbox.world.data.sessions))
      if (principal.kind === 'assumed-role') sessions.set(key.id, principal);
  };
  const customer = () => at.ctxFor('customerAdmin');
  const form = async (connectionId: string) => ({
    connectionId,
    version: (await rowOf(at.systemCtx(), connectionId)).version,
  });

  beforeAll(async () => {
    at = await makeSandboxWorld(await open());
    // Its objects are encrypted with a key of its own: every call of the list is made.
    await begin({ accountId: '600000000005', bucket: 'sandbox-encrypted' });
    at.sandbox.control.createAccount({ accountId: '555500009999' });
    await begin({ accountId: '555500009999', bucket: null });
    await beginInsights('800000000001');
  });
  afterAll(() => at.close());

  async function begin(target: { accountId: string; bucket: string | null }): Promise<void> {
    const { accountId, bucket } = target;
    const { id } = await startConnection(customer(), {});
    await reviewConnection(customer(), { ...(await form(id)), billingTransfer: 'no' });
    await setAccount(customer(), AccountForm.parse({ ...(await form(id)), accountId }));
    const kmsKeyArn = `arn:aws:kms:us-east-1:${accountId}:key/5b2c1a7e-0000-4000-8000-0000000000cc`;
    if (bucket === null) await letStackCreateReport(customer(), await form(id));
    else await setReport(customer(), ReportForm.parse({ ...(await form(id)), bucket, kmsKeyArn }));
    await openStack(customer(), await form(id));
    await at.createStack(id);
    expect(await at.settle(id)).toBe('role_verified');
    remember();
    if (bucket === null) {
      at.pass(6 * 3_600_000);
      at.sandbox.control.deliver({ accountId });
    }
    await validateOnSchedule(at.systemCtx(), { connectionId: id });
    remember();
    connections[templateKindOf(await rowOf(at.systemCtx(), id))] = id;
  }

  async function beginInsights(accountId: string): Promise<void> {
    const { id } = await linkInsightAccount(customer(), {
      accountId: AwsAccountId.parse(accountId),
      wanted: ['trusted_advisor', 'cost_optimization_hub', 'security_hub'],
    });
    await openStack(customer(), await form(id));
    await at.createStack(id);
    await at.settle(id);
    await checkInsights(customer(), { connectionId: id });
    remember();
    connections.insights = id;
  }

  /** The role as AWS has it, and what the template says that it may. */
  async function made(kind: TemplateKind) {
    const row = await rowOf(at.systemCtx(), connections[kind] ?? '');
    const accountId = row.account_id ?? '';
    const roleName = row.role_name ?? '';
    const stackName = row.stack_name ?? '';
    const values = templateValues(row, 'arn:aws:iam::999988887777:root');
    const roleArn = `arn:aws:iam::${accountId}:role/${roleName}`;
    const role = at.sandbox.world.roleByArn(roleArn);
    const attached = role?.attachedPolicyArns ?? [];
    const documents = attached.map((arn) => at.sandbox.world.policyByArn(arn)?.versions.at(-1)?.document);
    const as = (sessionPolicies: PolicyDocument[]): Assumed => ({
      kind: 'assumed-role',
      accountId,
      roleName,
      roleArn,
      sessionName: 'stolen',
      arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/stolen`,
      userId: 'AROA:stolen',
      sessionPolicies,
    });
    const grants = [...expectedGrants(kind, { values, accountId, stackName })];
    return { row, accountId, roleName, role, documents, grants, as };
  }
  const may = (principal: Principal, grant: string) => {
    const [action = '', resource = ''] = grant.split(' ');
    // A grant is for whatever its stars stand for.
    return at.sandbox.world.authorize(principal, { action, resource: resource.replaceAll('*', 'x') }).allowed;
  };

  describe.each(templateKinds)('the role of the template for %s', (kind) => {
    test('has one policy, which is the list; what is really asked is the list, and all of it', async () => {
      const { roleName, role, documents, grants } = await made(kind);
      expect([role?.inlinePolicies, documents.length]).toEqual([[], 1]);
      expect([...grantsOf(documents[0]).grants].toSorted()).toEqual(grants.toSorted());
      const asked = at.sandbox.control
        .calls({ since: 0 })
        .filter(({ principal }) => principal.includes(`:assumed-role/${roleName}/`))
        .flatMap(({ checks }) => checks)
        // Answers to anybody with credentials: no policy has to allow it.
        .filter(({ action }) => action !== 'sts:GetCallerIdentity');
      const covers = (grant: string, { action, resource }: { action: string; resource: string }) => {
        const [granted, on = ''] = grant.split(' ');
        return granted === action && wildcardMatch(on, resource);
      };
      const beyond = asked.filter((check) => !grants.some((grant) => covers(grant, check)));
      expect(beyond).toEqual([]);
      expect(grants.filter((grant) => !asked.some((check) => covers(grant, check)))).toEqual([]);
    });

    test('is only ever used in sessions that are narrowed to their purpose', async () => {
      const { roleName, grants, as } = await made(kind);
      const used = [...sessions.values()].filter((session) => session.roleName === roleName);
      // To see whether it lets us in, to probe it, and to read with it.
      expect(new Set(used.map(({ sessionName }) => sessionName)).size).toBe(3);
      for (const { sessionName, sessionPolicies } of used) {
        expect(sessionPolicies).toHaveLength(1);
        const narrowed = grants.filter((grant) => may(as(sessionPolicies), grant));
        if (sessionName === 'tributary-entry') {
          expect(narrowed).toEqual([]);
          continue;
        }
        expect(narrowed.length).toBeGreaterThan(0);
        expect(narrowed.length).toBeLessThan(grants.length);
        for (const grant of grantsOf(sessionPolicies[0]).grants)
          expect(grant).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z]+ /);
      }
    });

    test('denies 40 dangerous actions by its own policy, without any session policy', async () => {
      const { row, accountId, roleName, grants, as } = await made(kind);
      const self = as([]);
      expect(grants.filter((grant) => !may(self, grant))).toEqual([]);
      const resources = [
        '*',
        `arn:aws:iam::${accountId}:role/${roleName}`,
        `arn:aws:iam::${accountId}:policy/${row.policy_name}`,
        `arn:aws:s3:::${row.bucket}`,
        `arn:aws:s3:::${row.bucket}/cur/x`,
        row.stack_id ?? '',
        row.kms_key_arn ?? '*',
      ];
      expect(dangerousActions).toHaveLength(40);
      const allowed = dangerousActions.flatMap((action) =>
        resources.filter((resource) => at.sandbox.world.authorize(self, { action, resource }).allowed),
      );
      expect(allowed).toEqual([]);
    });

    test('may do what it may on its own resources alone', async () => {
      const { grants, as } = await made(kind);
      const elsewhere = grants
        .filter((grant) => !grant.endsWith(' *') && !grant.includes(':securityhub:'))
        .map((grant) => grant.replace(/tributary-[a-z0-9-]+|sandbox-encrypted|5b2c1a7e/, 'somebody-elses'));
      expect(elsewhere.length).toBeGreaterThan(5);
      expect(elsewhere.filter((grant) => may(as([]), grant))).toEqual([]);
    });
  });
});

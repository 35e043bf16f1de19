import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PolicyDocument, Role } from '@/sandbox/state';
import { rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { makeSandboxWorld, type SandboxWorld } from '@/server/testing/sandbox-world';
import { validateOnSchedule } from '../reports/validate';
import { getConnection } from './get';

const accountId = '111122223333';

eachDatabase((open) => {
  let at: SandboxWorld;
  beforeAll(async () => {
    at = await makeSandboxWorld(await open());
  });
  afterAll(() => at.close());
  const customer = () => at.ctxFor('customerAdmin');

  describe('permissions of the IAM role that are not those of the template', () => {
    let connectionId: string;
    let role: Role;
    let ours: string;
    let document: PolicyDocument;
    beforeAll(async () => {
      connectionId = await at.upToStack({ accountId, bucket: 'sandbox-happy-parquet' });
      await at.createStack(connectionId);
      expect(await at.settle(connectionId)).toBe('role_verified');
      const { role_name } = await rowOf(at.systemCtx(), connectionId);
      const made = at.sandbox.world.roleByArn(`arn:aws:iam::${accountId}:role/${role_name}`);
      if (!made) throw new Error('the stack made no role');
      role = made;
      ours = role.attachedPolicyArns[0] ?? '';
      document = policy().document;
    });
    const policy = () => {
      const found = at.sandbox.world.policyByArn(ours)?.versions.at(-1);
      if (!found) throw new Error('the stack made no policy');
      return found;
    };
    beforeEach(() => {
      role.attachedPolicyArns = [ours];
      policy().document = document;
    });
    const statements = () => [document.Statement].flat();
    const look = async () => {
      at.pass(24 * 3_600_000);
      const checked = await validateOnSchedule(at.systemCtx(), { connectionId });
      const { findings } = await getConnection(customer(), { connectionId });
      return { state: checked?.state, findings };
    };

    test('are none after the stack, and nothing is said', async () => {
      expect(await look()).toEqual({ state: 'report_valid', findings: [] });
    });

    test('another policy beside ours is a warning that names it, and breaks nothing', async () => {
      role.attachedPolicyArns = [ours, 'arn:aws:iam::aws:policy/AdministratorAccess'];
      const { state, findings } = await look();
      expect(state).toBe('report_valid');
      expect(findings).toMatchObject([
        { code: 'ROLE_TOO_BROAD', severity: 'warning', seen: 'AdministratorAccess is attached' },
      ]);
      expect(findings[0]?.fix).toContain('select AdministratorAccess and choose Remove');
    });

    test.each<[string, PolicyDocument['Statement'], string]>([
      [
        'a wider action',
        { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::*' },
        's3:* on arn:aws:s3:::*',
      ],
      [
        'a statement of another kind',
        { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
        '"NotAction":"iam:*"',
      ],
    ])('%s in our own policy is told', async (_, added, seen) => {
      policy().document = { ...document, Statement: [...statements(), ...[added].flat()] };
      const { findings } = await look();
      expect(findings.map(({ code }) => code)).toEqual(['ROLE_TOO_BROAD']);
      expect(findings[0]?.seen).toContain(seen);
    });

    test('an action that was taken away is told, and that no update of the stack brings it back', async () => {
      const rest = statements().map((one) => ({
        ...one,
        Action: [one.Action ?? []].flat().filter((action) => action !== 'cur:DescribeReportDefinitions'),
      }));
      policy().document = { ...document, Statement: rest };
      const { state, findings } = await look();
      expect(state).toBe('report_valid');
      expect(findings).toMatchObject([{ code: 'ROLE_PERMISSIONS_MISSING', severity: 'warning' }]);
      expect(findings[0]?.seen).toContain('lacks cur:DescribeReportDefinitions on *');
      expect(findings[0]?.fix).toContain('choose Edit, and add what is named here');
      expect(findings[0]?.fix).toContain('An update of the stack does not undo it');
    });
  });
});

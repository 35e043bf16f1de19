import { afterAll, beforeAll, expect, test } from 'vitest';
import { AwsAccountId } from '@/lib/aws-ids';
import { rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { makeSandboxWorld, type SandboxWorld } from '@/server/testing/sandbox-world';
import { disconnect } from '../connections/disconnect';
import { openStack } from '../connections/open-stack';
import { checkInsights } from './check';
import { linkInsightAccount } from './link';

eachDatabase((open) => {
  let at: SandboxWorld;
  /** Runs once, while AWS is asked. */
  let meanwhile: (() => Promise<unknown>) | null = null;
  beforeAll(async () => {
    at = await makeSandboxWorld(await open(), {
      wrap: (aws) => ({
        ...aws,
        async assumeRole(call) {
          const act = meanwhile;
          meanwhile = null;
          await act?.();
          return aws.assumeRole(call);
        },
      }),
    });
  });
  afterAll(() => at.close());

  test.each(['keep', 'delete'] as const)(
    'a check that comes back after disconnecting (%s) writes nothing and reads nothing back',
    async (data) => {
      const admin = at.ctxFor('customerAdmin');
      const accountId = AwsAccountId.parse('400000000011');
      const { id: connectionId } = await linkInsightAccount(admin, { accountId, wanted: ['security_hub'] });
      const version = async () => (await rowOf(at.systemCtx(), connectionId)).version;
      await openStack(admin, { connectionId, version: await version() });
      await at.createStack(connectionId, { accountId });
      expect(await at.settle(connectionId)).toBe('role_verified');
      meanwhile = async () => disconnect(admin, { connectionId, version: await version(), data });
      await checkInsights(admin, { connectionId });
      expect(await rowOf(at.systemCtx(), connectionId)).toMatchObject({
        state: 'disconnected',
        insights_json: '[]',
        validated_at: null,
        next_validation_at: null,
      });
    },
  );
});

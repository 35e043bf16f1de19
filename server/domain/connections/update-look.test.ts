import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AwsAccountId } from '@/lib/aws-ids';
import { stackPermissions, updatePermissions } from '@/lib/connecting';
import { parsePolicy } from '@/sandbox/iam/policy';
import { rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { makeSandboxWorld, type SandboxWorld } from '@/server/testing/sandbox-world';
import { checkInsights } from '../insights/check';
import { linkInsightAccount } from '../insights/link';
import { setWantedInsights } from '../insights/set-wanted';
import { openStack } from './open-stack';
import { nextUpdateLookAt } from './schedule';
import { pollUpdate, stackUpdate, updateStarted } from './stack-update';
import { sweepConnections } from './sweep';
import { templateDownload } from './template';
import { lookAtUpdate } from './update-look';

test('an update is looked for every few seconds at first, and for some hours at most', () => {
  const now = new Date('2026-11-26T12:00:00.000Z');
  const after = (minutes: number) => {
    const since = new Date(now.getTime() - minutes * 60_000);
    const next = nextUpdateLookAt({ since, now }, { stackPollSeconds: 3 });
    return next && (next.getTime() - now.getTime()) / 1_000;
  };
  expect([0, 4, 5, 29, 30, 239, 240].map(after)).toEqual([3, 3, 30, 30, 300, 300, null]);
});

eachDatabase((open) => {
  const accountId = '800000000001';
  let at: SandboxWorld;
  let connectionId: string;
  const customer = () => at.ctxFor('customerAdmin');
  const row = () => rowOf(at.systemCtx(), connectionId);
  const form = async () => ({ connectionId, version: (await row()).version });
  const view = () => stackUpdate(customer(), { connectionId });
  const look = async (seconds = 5) => {
    at.pass(seconds * 1_000);
    await lookAtUpdate(at.systemCtx(), { connectionId });
    return (await view()).state;
  };
  const want = async (...wanted: Parameters<typeof setWantedInsights>[1]['wanted']) =>
    setWantedInsights(customer(), { ...(await form()), wanted });
  const letUser = (name: string, actions: string[]) => {
    const { users } = at.sandbox.control.account({ accountId });
    const document = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
    };
    if (users.seven)
      users[name] = {
        ...users.seven,
        name,
        policies: [{ name, document: parsePolicy(document, 'identity') }],
      };
  };
  const update = async (parameters: Record<string, string>, userName = 'admin') => {
    const { stack_id: stackId } = await row();
    // That of now: the one that the stack was made from was a download, which allows the values of before alone.
    const { body: templateBody } = await templateDownload(customer(), { connectionId, as: 'update' });
    await at.sandbox.control.updateStack({ stackId: stackId ?? '', templateBody, parameters, userName });
  };

  beforeAll(async () => {
    at = await makeSandboxWorld(await open());
    const account = AwsAccountId.parse(accountId);
    const linked = await linkInsightAccount(customer(), { accountId: account, wanted: ['trusted_advisor'] });
    connectionId = linked.id;
    await openStack(customer(), await form());
    await at.createStack(connectionId);
    expect(await at.settle(connectionId)).toBe('role_verified');
    await checkInsights(customer(), { connectionId });
  });
  afterAll(() => at.close());

  describe('an update of the stack', () => {
    beforeEach(async () => {
      // Nobody watches any more, and the stack is as it is wanted.
      await at.database.kysely
        .updateTable('connections')
        .set({ update_since: null, next_update_look_at: null })
        .where('id', '=', connectionId)
        .execute();
    });

    test('is nothing to watch while the stack is as it is wanted', async () => {
      expect(await view()).toMatchObject({ state: 'current', steps: null, restore: null });
      expect(await pollUpdate(customer(), { connectionId })).toMatchObject({ running: false });
      expect((await row()).next_update_look_at).toBeNull();
    });

    test('is offered the moment that another insight is wanted, with the value that changes and no other', async () => {
      await want('trusted_advisor', 'security_hub');
      const { state, steps } = await view();
      expect(state).toBe('waiting');
      expect(steps?.difference).toEqual({
        template: 'same',
        parameters: [{ name: 'SecurityHub', seen: 'no', wanted: 'yes' }],
      });
      expect(steps?.changes).toEqual([{ resource: 'Policy', type: 'AWS::IAM::ManagedPolicy' }]);
      expect(steps?.command).toContain('{"ParameterKey":"SecurityHub","ParameterValue":"yes"}');
      expect(steps?.command).toContain('{"ParameterKey":"ExternalId","UsePreviousValue":true}');
      expect(steps?.command).toContain('"AWSTemplateFormatVersion":"2010-09-09"');
    });

    test('is watched from when the page is open, seen while it runs and when it is done', async () => {
      expect(await pollUpdate(at.ctxFor('customerViewer'), { connectionId })).toMatchObject({
        running: false,
      });
      expect(await pollUpdate(customer(), { connectionId })).toMatchObject({ running: true });
      expect(await look()).toBe('waiting');
      at.sandbox.control.setSettings({ stackSeconds: 40 });
      await update({ SecurityHub: 'yes' });
      expect(await look()).toBe('updating');
      at.sandbox.control.setSettings({ stackSeconds: 4 });
      at.pass(60_000);
      expect(await look()).toBe('updated');
      const { next_update_look_at, update_since, findings_json, next_validation_at } = await row();
      expect([next_update_look_at, update_since, findings_json]).toEqual([null, null, '[]']);
      // What the role may read now is asked at once.
      expect(Date.parse(next_validation_at ?? '')).toBeLessThanOrEqual(at.clock.now().getTime() + 60_000);
      const kinds = (
        await at.database.kysely
          .selectFrom('connection_events')
          .select('kind')
          .where('connection_id', '=', connectionId)
          .execute()
      ).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'stack_updated')).toHaveLength(1);
    });

    test('that AWS rolled back says why, and goes on being offered', async () => {
      await want('trusted_advisor');
      letUser('narrow', [...stackPermissions, 'cloudformation:UpdateStack']);
      letUser('exact', [...stackPermissions, ...updatePermissions]);
      await pollUpdate(customer(), { connectionId });
      await update({ SecurityHub: 'no' }, 'narrow');
      at.pass(60_000);
      expect(await look()).toBe('rolled_back');
      const { reason, steps } = await view();
      expect(reason).toContain('iam:CreatePolicyVersion');
      expect(steps?.difference.parameters).toEqual([{ name: 'SecurityHub', seen: 'yes', wanted: 'no' }]);
      await update({ SecurityHub: 'no' }, 'exact');
      at.pass(60_000);
      expect(await look()).toBe('updated');
    });

    test('is found by the sweep when its alarm was lost, and given up after some hours', async () => {
      await want('trusted_advisor', 'security_hub');
      await updateStarted(customer(), { connectionId });
      at.jobs.enqueued.length = 0;
      at.pass(60_000);
      await sweepConnections(at.systemCtx());
      expect(at.jobs.enqueued.filter(({ kind }) => kind === 'connection.update')).toHaveLength(1);
      at.pass(4 * 3_600_000);
      await lookAtUpdate(at.systemCtx(), { connectionId });
      expect(await row()).toMatchObject({ update_since: null, next_update_look_at: null });
      await want('trusted_advisor');
    });

    test('the file for an update keeps the doorbell that the stack has', async () => {
      const { body } = await templateDownload(customer(), { connectionId, as: 'update' });
      const { DoorbellTopicArn, ConnectionId } = JSON.parse(body).Parameters;
      expect([DoorbellTopicArn.AllowedValues, ConnectionId.AllowedValues]).toEqual([[''], ['']]);
    });
  });
});

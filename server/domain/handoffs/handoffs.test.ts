import { beforeEach, describe, expect, test } from 'vitest';
import { BucketName } from '@/lib/aws-ids';
import { NewHandoff } from '@/lib/handoffs';
import type { HandoffCtx } from '@/server/context';
import type { Database } from '@/server/db/client';
import { withScope } from '@/server/db/scope';
import { AppError } from '@/server/errors';
import { connect } from '@/server/testing/access-world';
import { eachDatabase } from '@/server/testing/databases';
import { fakeAws } from '@/server/testing/fake-aws';
import { makeWorld, type UserKey, type World, worldSettings } from '@/server/testing/world';
import { getConnection } from '../connections/get';
import { setReport } from '../connections/report';
import { keepHouse } from '../installation/housekeeping';
import { changeRole, disableUser, enableUser } from '../users/manage';
import { actorOfHandoff } from './look-up';
import { makeHandoff } from './make';
import { handedTemplate, openHandedStack } from './open-stack';
import { dismissProposal } from './proposals';
import { proposeBucket } from './propose';
import { revokeHandoff } from './revoke';
import { viewHandoff } from './view';

const DAY = 24 * 3_600_000;

eachDatabase((open) => {
  let database: Database;
  let world: World;
  let connections: Record<string, string>;

  beforeEach(async () => {
    database = await open();
    world = await makeWorld(database, { aws: fakeAws() });
    connections = await withScope(world.systemCtx(), (tx) =>
      connect(tx, { world, tenant: world.tenants.customerA1 }),
    );
  });

  const idOf = (key: string) => connections[key] ?? '';
  async function made(key = 'waiting', by: UserKey = 'customerAdmin', more: object = {}) {
    const input = NewHandoff.parse({ connectionId: idOf(key), label: 'Ola', ...more });
    const out = await makeHandoff(world.ctxFor(by), input);
    return { ...out, token: new URL(out.link).searchParams.get('handoff') ?? '' };
  }
  const lookUp = (token: string, address = 'direct') =>
    actorOfHandoff({ db: database, now: world.clock.now }, { token, address });
  async function holding(token: string): Promise<HandoffCtx> {
    const actor = await lookUp(token);
    if (!actor) throw new Error('the link does not work');
    const { actor: _, ...rest } = world.ctxFor('customerAdmin');
    return { ...rest, actor };
  }
  async function said(connectionId: string): Promise<string[]> {
    const rows = await database.kysely
      .selectFrom('activities')
      .select(['actor_name', 'action', 'detail_json'])
      .where('subject_id', '=', connectionId)
      .where('action', 'like', 'handoff.%')
      .orderBy('at')
      .orderBy('id')
      .execute();
    return rows.map(({ actor_name, action, detail_json }) => `${actor_name} ${action} ${detail_json}`);
  }

  describe('a link', () => {
    test('has 256 bits of which only a hash is stored, and leads to /link of the configured address', async () => {
      const { link, token, expiresAt } = await made();
      expect(link.startsWith(`${worldSettings.baseUrl}/link?handoff=`)).toBe(true);
      expect(Buffer.from(token, 'base64url')).toHaveLength(32);
      const rows = await database.kysely.selectFrom('handoffs').selectAll().execute();
      const activities = await database.kysely.selectFrom('activities').selectAll().execute();
      expect(JSON.stringify([rows, activities])).not.toContain(token);
      expect(Date.parse(expiresAt) - world.clock.now().getTime()).toBe(7 * DAY);
    });

    test('works after a hundred looks, and tells of the first use alone', async () => {
      const { token } = await made();
      for (let look = 0; look < 100; look += 1) {
        await viewHandoff(await holding(token));
        world.clock.advance(1_000);
      }
      expect(await lookUp(token)).toMatchObject({ kind: 'handoff', name: 'Ola, by a link' });
      const used = (await said(idOf('waiting'))).filter((line) => line.includes('handoff.opened'));
      expect(used).toEqual(['Ola, by a link handoff.opened {}']);
      const { handoffs } = await getConnection(world.ctxFor('customerAdmin'), {
        connectionId: idOf('waiting'),
      });
      expect(Date.parse(handoffs[0]?.lastUsedAt ?? '')).toBeGreaterThan(world.clock.now().getTime() - 62_000);
    });

    test('ends after seven days, on the next request', async () => {
      const { token } = await made();
      world.clock.advance(7 * DAY - 1);
      expect(await lookUp(token)).not.toBeNull();
      world.clock.advance(1);
      expect(await lookUp(token)).toBeNull();
    });

    test('ends at once when it is revoked, once', async () => {
      const { id, token } = await made();
      const other = await made();
      await revokeHandoff(world.ctxFor('resellerAdmin'), { handoffId: id });
      await revokeHandoff(world.ctxFor('customerAdmin'), { handoffId: id });
      expect(await lookUp(token)).toBeNull();
      expect(await lookUp(other.token)).not.toBeNull();
      const revoked = (await said(idOf('waiting'))).filter((line) => line.includes('handoff.revoked'));
      expect(revoked).toEqual(['resellerAdmin Example handoff.revoked {"label":"Ola"}']);
      await expect(
        revokeHandoff(world.ctxFor('customerA2Admin'), { handoffId: other.id }),
      ).rejects.toMatchObject({ code: 'not_found' });
    });

    test('rests while no contract is active, and ends with the connection', async () => {
      const { token } = await made();
      const contracts = (state: 'active' | 'cancelled') =>
        database.kysely
          .updateTable('contracts')
          .set({ state })
          .where('tenant_id', '=', world.tenants.customerA1.id)
          .execute();
      await contracts('cancelled');
      expect(await lookUp(token)).toBeNull();
      await expect(made()).rejects.toMatchObject({ code: 'contract_required' });
      await contracts('active');
      expect(await lookUp(token)).not.toBeNull();
      await database.kysely
        .updateTable('connections')
        .set({ state: 'disconnected' })
        .where('id', '=', idOf('waiting'))
        .execute();
      expect(await lookUp(token)).toBeNull();
      await expect(made()).rejects.toMatchObject({ code: 'conflict' });
    });

    test('holds no longer than its maker may work on the connection', async () => {
      const partner = world.ctxFor('distributorAdmin');
      const { membershipId } = world.users.resellerAdmin;
      const { token } = await made('waiting', 'resellerAdmin');
      await disableUser(partner, { membershipId });
      expect(await lookUp(token)).toBeNull();
      await enableUser(partner, { membershipId });
      expect(await lookUp(token)).not.toBeNull();
      const { version } = await database.kysely
        .selectFrom('memberships')
        .select('version')
        .where('id', '=', membershipId)
        .executeTakeFirstOrThrow();
      await changeRole(partner, { membershipId, version, role: 'admin', belowRole: 'sales' });
      expect(await lookUp(token)).toBeNull();
    });

    test('is made by those who may work on the connection, and by nobody else', async () => {
      for (const user of ['customerViewer', 'resellerSales', 'distributorAdminBelowNone'] as const) {
        await expect(made('waiting', user)).rejects.toMatchObject({ code: 'forbidden' });
      }
      for (const user of ['customerA2Admin', 'resellerBAdmin', 'customerBAdmin'] as const) {
        await expect(made('waiting', user)).rejects.toMatchObject({ code: 'not_found' });
      }
      await expect(made('waiting', 'distributorAdmin')).resolves.toBeDefined();
    });

    test('that opens nothing is answered with nothing, and with a wait after sixty in a minute from one address', async () => {
      for (let guess = 0; guess < 60; guess += 1)
        expect(await lookUp(`guess ${guess}`, '192.0.2.7')).toBeNull();
      const late = await lookUp('guess 61', '192.0.2.7').catch((error: unknown) => error);
      expect(late).toBeInstanceOf(AppError);
      expect(late).toMatchObject({ code: 'throttled' });
      const { token } = await made();
      expect(await lookUp(token, '192.0.2.7')).not.toBeNull();
    });

    test('is mailed to a typed address, sealed, and wiped when it is revoked or has expired', async () => {
      const sealed = async (id: string) =>
        database.kysely
          .selectFrom('mails')
          .select(['to_email', 'secret_ciphertext', 'values_json', 'state'])
          .where('related_id', '=', id)
          .executeTakeFirstOrThrow();
      const first = await made('waiting', 'customerAdmin', { email: 'Ola@Fjord.example' });
      const second = await made('waiting', 'customerAdmin', { email: 'kari@fjord.example' });
      const mail = await sealed(first.id);
      expect(mail.to_email).toBe('ola@fjord.example');
      expect(JSON.stringify(mail)).not.toContain(first.token);
      await revokeHandoff(world.ctxFor('customerAdmin'), { handoffId: first.id });
      expect(await sealed(first.id)).toMatchObject({ secret_ciphertext: null, state: 'cancelled' });
      await keepHouse(world.systemCtx());
      expect((await sealed(second.id)).secret_ciphertext).not.toBeNull();
      world.clock.advance(7 * DAY);
      await keepHouse(world.systemCtx());
      expect((await sealed(second.id)).secret_ciphertext).toBeNull();
    });

    test('is the eleventh that is refused', async () => {
      for (let count = 0; count < 10; count += 1) await made();
      await expect(made()).rejects.toMatchObject({ code: 'conflict' });
    });
  });

  describe('its holder', () => {
    test('takes the stack that an Admin prepared, told once, and makes no names', async () => {
      const { token } = await made();
      const ctx = await holding(token);
      const connectionId = idOf('waiting');
      await expect(openHandedStack(ctx, { connectionId })).rejects.toMatchObject({ code: 'conflict' });
      const link_url = 'https://us-east-1.console.aws.amazon.com/cloudformation/home';
      await database.kysely
        .updateTable('connections')
        .set({ link_url })
        .where('id', '=', connectionId)
        .execute();
      expect(await openHandedStack(ctx, { connectionId })).toEqual({ link: link_url });
      expect(await openHandedStack(ctx, { connectionId })).toEqual({ link: link_url });
      for (const as of ['template', 'cloudshell', 'terraform'] as const) {
        expect((await handedTemplate(ctx, { connectionId, as })).body).toContain('acme-cur');
      }
      const taken = (await said(connectionId)).filter((line) => line.includes('stack_opened'));
      expect(taken).toHaveLength(1);
      const ready = await made('ready');
      const unnamed = await holding(ready.token);
      await expect(handedTemplate(unnamed, { connectionId: idOf('ready') })).rejects.toMatchObject({
        code: 'conflict',
      });
      expect((await viewHandoff(unnamed)).progress).toBeNull();
    });

    test('proposes a bucket, which changes nothing until an Admin enters it', async () => {
      const { token } = await made('typed');
      const ctx = await holding(token);
      const connectionId = idOf('typed');
      const bucket = BucketName.parse('their-cur-bucket');
      const read = () => getConnection(world.ctxFor('customerAdmin'), { connectionId });
      const before = await read();
      await Promise.all([
        proposeBucket(ctx, { connectionId, bucket }),
        proposeBucket(ctx, { connectionId, bucket }),
      ]);
      await proposeBucket(ctx, { connectionId, bucket: BucketName.parse('another-bucket') });
      const after = await read();
      expect({ ...after, proposals: [], handoffs: [] }).toEqual({ ...before, proposals: [], handoffs: [] });
      expect(after.proposals.map((one) => `${one.by}: ${one.bucket}`)).toEqual([
        'Ola: their-cur-bucket',
        'Ola: another-bucket',
      ]);
      const other = after.proposals[1]?.id ?? '';
      await expect(
        dismissProposal(world.ctxFor('customerViewer'), { proposalId: other }),
      ).rejects.toMatchObject({ code: 'forbidden' });
      await dismissProposal(world.ctxFor('customerAdmin'), { proposalId: other });
      const { version } = await read();
      await setReport(world.ctxFor('customerAdmin'), { connectionId, version, bucket, kmsKeyArn: null });
      expect(await read()).toMatchObject({ bucket: 'their-cur-bucket', proposals: [] });
      const { proposed } = await viewHandoff(ctx);
      expect(proposed.map((one) => `${one.bucket} ${one.state}`).sort()).toEqual([
        'another-bucket dismissed',
        'their-cur-bucket accepted',
      ]);
      const lines = await said(connectionId);
      expect(lines.filter((line) => line.includes('proposed'))).toHaveLength(2);
      expect(lines.filter((line) => /accepted|dismissed/.test(line))).toEqual([
        'customerAdmin Example handoff.dismissed {"bucket":"another-bucket","label":"Ola"}',
        'customerAdmin Example handoff.accepted {"bucket":"their-cur-bucket","label":"Ola"}',
      ]);
    });

    test('proposes nothing for a report that is confirmed, nor more than ten an hour', async () => {
      const confirmed = await holding((await made('confirmed')).token);
      const propose = (ctx: HandoffCtx, bucket: string) =>
        proposeBucket(ctx, { connectionId: ctx.actor.connectionId, bucket: BucketName.parse(bucket) });
      await expect(propose(confirmed, 'their-cur-bucket')).rejects.toMatchObject({ code: 'conflict' });
      const typed = await holding((await made('typed')).token);
      for (let count = 0; count < 10; count += 1) await propose(typed, `their-bucket-${count}`);
      await expect(propose(typed, 'one-too-many')).rejects.toMatchObject({ code: 'throttled' });
      world.clock.advance(3_600_001);
      await expect(propose(typed, 'an-hour-later')).resolves.toEqual({ bucket: 'an-hour-later' });
    });
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { actorOfSession } from '@/server/auth/session';
import { eachDatabase } from '@/server/testing/databases';
import { mailedTo, publicCtx, tokenIn } from '@/server/testing/mailbox';
import { outcome } from '@/server/testing/outcome';
import { makeWorld, type World, worldPassword } from '@/server/testing/world';
import { activate } from '../users/activate';
import { invite } from '../users/invite';
import { disableUser } from '../users/manage';
import { signIn } from './sign-in';
import { signOut } from './sign-out';
import { switchTenant } from './switch-tenant';

eachDatabase((open) => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld(await open());
  });
  const actorOf = (sessionId: string) => actorOfSession(world.systemCtx(), sessionId);
  const saidLast = (tenantId: string) =>
    world.database.kysely
      .selectFrom('activities')
      .select(['action', 'actor_name'])
      .where('tenant_id', '=', tenantId)
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
  const enter = (email: string, password = worldPassword, next?: string) =>
    signIn(publicCtx(world), { email, password, ...(next === undefined ? {} : { next }) });

  describe('signing in', () => {
    it('starts a session that the row alone keeps alive', async () => {
      const { sessionId, next } = await enter(world.users.resellerAdmin.email, worldPassword, '/customers');
      expect(next).toBe('/customers');
      const actor = await actorOf(sessionId);
      expect(actor).toMatchObject({ membershipId: world.users.resellerAdmin.membershipId });
      if (!actor) throw new Error('no actor');
      await signOut({ ...world.systemCtx(), actor });
      expect(await actorOf(sessionId)).toBeNull();
      expect(await saidLast(actor.tenantId)).toEqual({ action: 'user.signed_out', actor_name: actor.name });
    });

    it('goes Home rather than to another site', async () => {
      expect((await enter(world.users.customerAdmin.email, worldPassword, '//evil.example')).next).toBe('/');
    });

    it('answers a wrong password, an unknown email, an invited and a disabled user alike', async () => {
      await invite(world.ctxFor('customerAdmin'), {
        tenantId: world.tenants.customerA1.id,
        email: 'invited@fjord.example',
        firstName: 'In',
        lastName: 'Vited',
        jobFunction: 'Management',
        role: 'viewer',
      });
      const viewer = world.users.customerViewer;
      await disableUser(world.ctxFor('customerAdmin'), { membershipId: viewer.membershipId });
      const answers = [
        await outcome(() => enter(world.users.customerAdmin.email, 'not the password')),
        await outcome(() => enter('nobody@nowhere.example')),
        await outcome(() => enter('invited@fjord.example')),
        await outcome(() => enter(viewer.email)),
      ];
      expect(answers[0]).toMatchObject({ code: 'invalid', field: undefined });
      for (const answer of answers) expect(answer).toEqual(answers[0]);
    });

    it('makes guessing wait, for known and unknown emails alike, and lets the owner in after the wait', async () => {
      const guess = (email: string) => outcome(() => enter(email, 'a wrong guess'));
      const { email } = world.users.customerBAdmin;
      const known = [];
      const unknown = [];
      for (let attempt = 0; attempt < 8; attempt += 1) {
        known.push(await guess(email));
        unknown.push(await guess('nobody-at-all@nowhere.example'));
      }
      expect(known).toEqual(unknown);
      expect(known.map((answer) => answer.code)).toEqual([
        ...Array.from({ length: 5 }, () => 'invalid'),
        ...Array.from({ length: 3 }, () => 'throttled'),
      ]);
      expect(known.at(-1)?.todo).toBe('Try again in 1 s.');
      expect(await outcome(() => enter(email))).toMatchObject({ code: 'throttled' });
      world.clock.advance({ seconds: 1 });
      expect(await actorOf((await enter(email)).sessionId)).toMatchObject({ email });
    });
  });

  describe('a browser that signed in before', () => {
    it('lets its owner in at once while strangers hammer the account', async () => {
      const { email } = world.users.customerA2Admin;
      const { device } = await enter(email);
      for (let guess = 0; guess < 12; guess += 1) await outcome(() => enter(email, 'a wrong guess'));
      expect(await outcome(() => enter(email))).toMatchObject({ code: 'throttled' });
      const known = { ...publicCtx(world), device };
      const { sessionId } = await signIn(known, { email, password: worldPassword });
      expect(await actorOf(sessionId)).toMatchObject({ email });
      const forged = { ...publicCtx(world), device: 'x'.repeat(device.length) };
      const act = () => signIn(forged, { email, password: worldPassword });
      expect(await outcome(act)).toMatchObject({ code: 'throttled' });
    });
  });

  describe('somebody with two tenants', () => {
    it('enters the one used last, switches between their own and into no other', async () => {
      const person = world.users.resellerBAdmin;
      await invite(world.ctxFor('customerAdmin'), {
        tenantId: world.tenants.customerA1.id,
        email: person.email,
        firstName: 'Bo',
        lastName: 'Berg',
        jobFunction: 'Management',
        role: 'viewer',
      });
      world.clock.advance({ minutes: 1 });
      const token = tokenIn((await mailedTo(world, person.email)).link);
      const first = await activate(publicCtx(world), { token, password: worldPassword });
      const inA1 = await actorOf(first.sessionId);
      if (!inA1) throw new Error('no actor');
      expect(inA1).toMatchObject({ tenantId: world.tenants.customerA1.id, role: 'viewer' });
      world.clock.advance({ minutes: 1 });
      expect(await actorOf((await enter(person.email)).sessionId)).toMatchObject({
        tenantId: world.tenants.customerA1.id,
      });

      const ctx = { ...world.systemCtx(), actor: inA1 };
      await switchTenant(ctx, { membershipId: person.membershipId });
      expect(await actorOf(first.sessionId)).toMatchObject({ tenantId: world.tenants.resellerB.id });
      expect(await saidLast(world.tenants.resellerB.id)).toMatchObject({ action: 'user.switched' });
      expect(await actorOf(person.sessionId)).not.toBeNull();
      const foreign = { membershipId: world.users.resellerAdmin.membershipId };
      expect(await outcome(() => switchTenant(ctx, foreign))).toEqual(
        await outcome(() => switchTenant(ctx, { membershipId: world.newId() })),
      );
      expect(await actorOf(first.sessionId)).toMatchObject({ tenantId: world.tenants.resellerB.id });
    });
  });

  describe('a session', () => {
    it('ends by itself after a week', async () => {
      const { sessionId } = await enter(world.users.distributorAdmin.email);
      world.clock.advance({ days: 7 });
      expect(await actorOf(sessionId)).toBeNull();
    });
  });
});

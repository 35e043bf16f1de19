import { beforeAll, describe, expect, it } from 'vitest';
import { actorOfSession } from '@/server/auth/session';
import { eachDatabase } from '@/server/testing/databases';
import { mailedTo, publicCtx, tokenIn } from '@/server/testing/mailbox';
import { outcome } from '@/server/testing/outcome';
import { times } from '@/server/testing/scale';
import { makeWorld, type World, worldPassword } from '@/server/testing/world';
import { signIn } from '../sessions/sign-in';
import { activate } from './activate';
import { cancelInvitation } from './cancel';
import { copyLink } from './copy-link';
import { invite } from './invite';
import { lookUpLink } from './look-up';

const POSTS = times({ test: 20, soak: 100 });
const password = 'quiet-river-stone';

eachDatabase((open) => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld(await open());
  });

  const invited = async (email: string) => {
    const { membershipId } = await invite(world.ctxFor('customerAdmin'), {
      tenantId: world.tenants.customerA1.id,
      email,
      firstName: 'Nora',
      lastName: 'Dahl',
      jobFunction: 'Management',
      role: 'admin',
    });
    return { membershipId, token: tokenIn((await mailedTo(world, email)).link) };
  };
  const actorOf = (sessionId: string) => actorOfSession(world.systemCtx(), sessionId);

  describe('activation', () => {
    it('signs the person in, uses the link up and wipes it', async () => {
      const { membershipId, token } = await invited('nora@fjord.example');
      const { sessionId } = await activate(publicCtx(world), { token, password });
      expect(await actorOf(sessionId)).toMatchObject({
        membershipId,
        email: 'nora@fjord.example',
        name: 'Nora Dahl',
        role: 'admin',
        tenantId: world.tenants.customerA1.id,
      });
      expect((await lookUpLink(publicCtx(world), { token })).state).toBe('used');
      expect((await mailedTo(world, 'nora@fjord.example')).row.secret_ciphertext).toBeNull();
      expect(await outcome(() => activate(publicCtx(world), { token, password }))).toMatchObject({
        code: 'expired',
      });
      const again = await signIn(publicCtx(world), { email: 'nora@fjord.example', password });
      expect(await actorOf(again.sessionId)).toMatchObject({ membershipId });
    });

    it(`is done by exactly one of ${POSTS} posts at the same time, after ${POSTS} looks`, async () => {
      const { membershipId, token } = await invited('race@fjord.example');
      for (let look = 0; look < POSTS; look += 1) {
        expect((await lookUpLink(publicCtx(world), { token })).state).toBe('open');
      }
      const posts = await Promise.allSettled(
        Array.from({ length: POSTS }, () => activate(publicCtx(world), { token, password })),
      );
      const won = posts.filter((post) => post.status === 'fulfilled');
      expect(won).toHaveLength(1);
      const sessions = await world.database.kysely
        .selectFrom('sessions')
        .select('id')
        .where('membership_id', '=', membershipId)
        .execute();
      expect(sessions).toHaveLength(1);
    }, 120_000);

    it('is done once when the mailed and the copied link are used at the same time', async () => {
      const { membershipId, token } = await invited('two-links@fjord.example');
      const copied = tokenIn((await copyLink(world.ctxFor('customerAdmin'), { membershipId })).link);
      const posts = await Promise.allSettled(
        Array.from({ length: 10 }, (_, index) =>
          activate(publicCtx(world), { token: index % 2 === 0 ? token : copied, password }),
        ),
      );
      expect(posts.filter((post) => post.status === 'fulfilled')).toHaveLength(1);
      const states = [
        await lookUpLink(publicCtx(world), { token }),
        await lookUpLink(publicCtx(world), { token: copied }),
      ].map((link) => link.state);
      expect(states.sort()).toEqual(['replaced', 'used']);
    }, 60_000);

    it.each([
      ['too short', 'x7!kQ2v'],
      ['a product word', 'Tributary2026'],
      ['their own address', 'own.address1'],
    ])('refuses a password that is %s beside its field and keeps the link open', async (why, weak) => {
      const { token } = await invited(`own.address+${why.replaceAll(' ', '-')}@fjord.example`);
      expect(await outcome(() => activate(publicCtx(world), { token, password: weak }))).toMatchObject({
        code: 'invalid',
        field: 'password',
      });
      expect((await lookUpLink(publicCtx(world), { token })).state).toBe('open');
    });

    it('asks somebody with an account for its password, and tells of it only behind the token', async () => {
      const { token } = await invited(world.users.customerBAdmin.email);
      expect(await lookUpLink(publicCtx(world), { token })).toMatchObject({ hasPassword: true });
      const wrong = await outcome(() => activate(publicCtx(world), { token, password }));
      expect(wrong).toMatchObject({ code: 'invalid', field: 'password' });
      const { sessionId } = await activate(publicCtx(world), { token, password: worldPassword });
      expect(await actorOf(sessionId)).toMatchObject({
        identityId: world.users.customerBAdmin.identityId,
        name: world.users.customerBAdmin.name,
        tenantId: world.tenants.customerA1.id,
      });
    });

    it('does not happen with a cancelled or expired link, nor with one that never was', async () => {
      const cancelled = await invited('cancelled@fjord.example');
      await cancelInvitation(world.ctxFor('customerAdmin'), cancelled);
      const expired = await invited('expired@fjord.example');
      const never = 'n'.repeat(43);
      world.clock.advance({ hours: 48 });
      const answers = [];
      for (const token of [cancelled.token, expired.token, never]) {
        answers.push(await outcome(() => activate(publicCtx(world), { token, password })));
      }
      expect(answers.map((answer) => answer.code)).toEqual(['expired', 'expired', 'expired']);
      expect(new Set(answers.map((answer) => answer.happened)).size).toBe(1);
    });
  });
});

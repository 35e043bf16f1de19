import { beforeEach, describe, expect, it } from 'vitest';
import { actorOfSession } from '@/server/auth/session';
import type { Database } from '@/server/db/client';
import { eachDatabase } from '@/server/testing/databases';
import { mailedTo, publicCtx, tokenIn } from '@/server/testing/mailbox';
import { outcome } from '@/server/testing/outcome';
import { makeWorld, type World, worldPassword } from '@/server/testing/world';
import { keepHouse } from '../installation/housekeeping';
import { listMails } from '../notifications/outbox';
import { signIn } from '../sessions/sign-in';
import { changePassword } from './change';
import { forgotPassword } from './forgot';
import { lookUpReset, resetPassword } from './reset';

const password = 'quiet-river-stone';

eachDatabase((open) => {
  let database: Database | undefined;
  let world: World;
  beforeEach(async () => {
    database = await open();
    world = await makeWorld(database);
  });
  const isIn = async (sessionId: string) => (await actorOfSession(world.systemCtx(), sessionId)) !== null;

  describe('changing the password', () => {
    it('asks for the present one, ends every other session, and keeps this one', async () => {
      const ctx = world.ctxFor('customerAdmin');
      const { email, sessionId } = ctx.actor;
      const other = await signIn(publicCtx(world), { email, password: worldPassword });
      const wrong = () => changePassword(ctx, { currentPassword: 'no', newPassword: password });
      expect(await outcome(wrong)).toMatchObject({ code: 'invalid', field: 'currentPassword' });
      const weak = () => changePassword(ctx, { currentPassword: worldPassword, newPassword: 'Tributary1' });
      expect(await outcome(weak)).toMatchObject({ code: 'invalid', field: 'newPassword' });
      await changePassword(ctx, { currentPassword: worldPassword, newPassword: password });
      expect([await isIn(sessionId), await isIn(other.sessionId)]).toEqual([true, false]);
      const again = () => signIn(publicCtx(world), { email, password: worldPassword });
      expect(await outcome(again)).toMatchObject({ code: 'invalid' });
      expect(await isIn((await signIn(publicCtx(world), { email, password })).sessionId)).toBe(true);
    });
  });

  describe('a forgotten password', () => {
    it('is answered alike for an active user and for nobody, and mails the former alone', async () => {
      const { email } = world.users.customerAdmin;
      const known = await forgotPassword(publicCtx(world), { email });
      const unknown = await forgotPassword(publicCtx(world), { email: `nobody-${email}` });
      expect(known).toEqual(unknown);
      expect((await mailedTo(world, email)).link).toMatch(/^https:\/\/console\.example\/link\?reset=/);
      const mails = await world.database.kysely
        .selectFrom('mails')
        .select('id')
        .where('to_email', '=', `nobody-${email}`)
        .execute();
      expect(mails).toEqual([]);
      const said = await world.database.kysely
        .selectFrom('activities')
        .select(['actor_name', 'subject_id'])
        .where('action', '=', 'user.password_asked')
        .where('distributor_id', '=', world.tenants.distributor.id)
        .execute();
      const { membershipId } = world.users.customerAdmin;
      expect(said).toEqual([{ actor_name: 'Tributary', subject_id: membershipId }]);
    });

    it('is replaced once by the link, within its hour, and ends every session', async () => {
      const { email, sessionId } = world.users.customerAdmin;
      await forgotPassword(publicCtx(world), { email });
      const token = tokenIn((await mailedTo(world, email)).link);
      for (let look = 0; look < 10; look += 1) {
        expect(await lookUpReset(publicCtx(world), { token })).toEqual({ open: true, email });
      }
      const posts = await Promise.allSettled(
        Array.from({ length: 10 }, () => resetPassword(publicCtx(world), { token, password })),
      );
      expect(posts.filter((post) => post.status === 'fulfilled')).toHaveLength(1);
      expect(await isIn(sessionId)).toBe(false);
      expect(await isIn((await signIn(publicCtx(world), { email, password })).sessionId)).toBe(true);
      expect((await mailedTo(world, email)).row.secret_ciphertext).toBeNull();
    });

    it('cannot be replaced by an older link, nor after an hour', async () => {
      const { email } = world.users.customerAdmin;
      await forgotPassword(publicCtx(world), { email });
      const older = tokenIn((await mailedTo(world, email)).link);
      await forgotPassword(publicCtx(world), { email });
      const newer = tokenIn((await mailedTo(world, email)).link);
      const post = (token: string) => outcome(() => resetPassword(publicCtx(world), { token, password }));
      expect(await post(older)).toMatchObject({ code: 'expired' });
      world.clock.advance({ hours: 1 });
      expect(await post(newer)).toMatchObject({ code: 'expired' });
      expect(await lookUpReset(publicCtx(world), { token: newer })).toEqual({ open: false, email: '' });
    });

    it('leaves no link in the outbox when its hour is over', async () => {
      const { email } = world.users.customerAdmin;
      await forgotPassword(publicCtx(world), { email });
      world.clock.advance({ minutes: 59 });
      await keepHouse(world.systemCtx());
      expect((await mailedTo(world, email)).row.secret_ciphertext).not.toBeNull();
      world.clock.advance({ minutes: 1 });
      await keepHouse(world.systemCtx());
      expect((await mailedTo(world, email)).row).toMatchObject({
        secret_ciphertext: null,
        state: 'cancelled',
      });
    });

    it('sends three mails an hour at most, without saying so', async () => {
      const { email } = world.users.customerAdmin;
      const answers = [];
      for (let ask = 0; ask < 6; ask += 1) answers.push(await forgotPassword(publicCtx(world), { email }));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect((await mailedTo(world, email)).earlier).toHaveLength(2);
    });

    it('is never shown in an outbox', async () => {
      const { email } = world.users.customerAdmin;
      await forgotPassword(publicCtx(world), { email });
      expect((await listMails(world.ctxFor('customerAdmin'), {})).mails).toEqual([]);
    });
  });
});

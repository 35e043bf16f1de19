import { beforeEach, describe, expect, it } from 'vitest';
import type { Setup } from '@/lib/sign-in';
import { scopeOfInstallation } from '@/server/auth/scope';
import { actorOfSession } from '@/server/auth/session';
import type { PublicCtx } from '@/server/context';
import { testClock } from '@/server/testing/clock';
import { eachDatabase } from '@/server/testing/databases';
import { tokenIn } from '@/server/testing/mailbox';
import { outcome } from '@/server/testing/outcome';
import { fakeJobs, silentLog, untouchable } from '@/server/testing/stand-ins';
import { worldSettings } from '@/server/testing/world';
import { lookUpLink } from '../users/look-up';
import { addDistributor, NewDistributor } from './add-distributor';
import { announceSetup } from './announce';
import { setUp } from './setup';
import { installationState, setupOpen } from './state';

eachDatabase((open) => {
  const clock = testClock();
  let ctx: PublicCtx;
  beforeEach(async () => {
    ctx = {
      db: await open({ emptied: true }),
      aws: untouchable('AWS'),
      jobs: fakeJobs(),
      settings: worldSettings,
      log: silentLog,
      now: clock.now,
      newId: clock.newId,
      newSecret: clock.newSecret,
      actor: { kind: 'system', name: 'Tributary', scope: scopeOfInstallation() },
      address: 'direct',
    };
  });
  const printed = async () => {
    const lines: string[] = [];
    await announceSetup(ctx, (text) => lines.push(text));
    return lines.join('').match(/https:\S+/)?.[0] ?? '';
  };
  const said = () =>
    ctx.db.kysely
      .selectFrom('activities')
      .select(['action', 'actor_name', 'on_behalf'])
      .orderBy('at')
      .orderBy('id')
      .execute();
  const answers = (setupLink: string): Setup => ({
    setupLink,
    companyName: 'Northern Cloud',
    domain: 'northern.example',
    timeZone: 'Europe/Oslo',
    firstName: 'Maria',
    lastName: 'Keller',
    email: 'maria@northern.example',
    password: 'quiet-river-stone',
  });

  describe('first run', () => {
    it('prints a link with the token in its fragment, which makes the distributor and signs its Admin in', async () => {
      const link = await printed();
      expect(link).toMatch(/^https:\/\/console\.example\/setup#token=\S{30,}$/);
      const { sessionId } = await setUp(ctx, answers(link));
      expect(await actorOfSession(ctx, sessionId)).toMatchObject({
        tenantKind: 'distributor',
        tenantName: 'Northern Cloud',
        role: 'admin',
        belowRole: 'admin',
      });
      expect(await said()).toEqual([{ action: 'tenant.added', actor_name: 'Maria Keller', on_behalf: 0 }]);
    });

    it('is over afterwards: no link is printed, the page does not exist, a post finds nothing', async () => {
      const link = await printed();
      expect(await setupOpen(ctx)).toEqual({ open: true });
      await setUp(ctx, answers(link));
      expect(await printed()).toBe('');
      expect(await installationState(ctx)).toEqual({ ready: true });
      expect((await outcome(() => setupOpen(ctx))).code).toBe('not_found');
      expect((await outcome(() => setUp(ctx, answers(link)))).code).toBe('not_found');
    });

    it('takes the newest link only, for 24 hours, pasted whole or as the token', async () => {
      const older = await printed();
      const newer = await printed();
      const refused = { code: 'invalid', field: 'setupLink' };
      expect(await outcome(() => setUp(ctx, answers(older)))).toMatchObject(refused);
      clock.advance({ hours: 24 });
      expect(await outcome(() => setUp(ctx, answers(newer)))).toMatchObject(refused);
      const token = (await printed()).split('#token=')[1] ?? '';
      expect(await outcome(() => setUp(ctx, answers(` ${token} `)))).toEqual({});
    });

    it('makes one distributor of many posts at the same time', async () => {
      const link = await printed();
      const posts = await Promise.allSettled(Array.from({ length: 10 }, () => setUp(ctx, answers(link))));
      expect(posts.filter((post) => post.status === 'fulfilled')).toHaveLength(1);
      const tenants = await ctx.db.kysely.selectFrom('tenants').select('id').execute();
      expect(tenants).toHaveLength(1);
    });

    it('keeps the token for another try when the password is refused', async () => {
      const link = await printed();
      const weak = { ...answers(link), password: 'Tributary1' };
      expect(await outcome(() => setUp(ctx, weak))).toMatchObject({ code: 'invalid', field: 'password' });
      expect(await outcome(() => setUp(ctx, answers(link)))).toEqual({});
    });
  });

  describe('the command line', () => {
    it('adds a further distributor and gives a link for its Admin', async () => {
      const input = NewDistributor.parse({
        name: 'Southern Cloud',
        domain: 'Southern.example',
        timeZone: 'UTC',
        email: 'Sam@southern.example',
        firstName: 'Sam',
        lastName: 'Lund',
      });
      const { link } = await addDistributor(ctx, input);
      expect(await lookUpLink(ctx, { token: tokenIn(link) })).toMatchObject({
        state: 'open',
        email: 'sam@southern.example',
        tenantKind: 'distributor',
        role: 'admin',
      });
      expect((await said()).map((entry) => entry.action)).toEqual([
        'tenant.added',
        'user.invited',
        'user.link_copied',
      ]);
    });
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import type { Invite } from '@/lib/users';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { eachDatabase } from '@/server/testing/databases';
import { mailedTo, publicCtx, tokenIn } from '@/server/testing/mailbox';
import { outcome } from '@/server/testing/outcome';
import { makeWorld, type World } from '@/server/testing/world';
import { addTenant } from '../tenants/add';
import { cancelInvitation } from './cancel';
import { copyLink } from './copy-link';
import { expireInvitations } from './expire';
import { getUser } from './get';
import { invite } from './invite';
import { listUsers } from './list';
import { lookUpLink } from './look-up';
import { correctEmail, resendInvitation } from './resend';
import { sendNewLink } from './send-new-link';

eachDatabase((open) => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld(await open());
  });

  const person = (email: string, over: Partial<Invite> = {}): Invite => ({
    tenantId: world.tenants.customerA1.id,
    email,
    firstName: 'Nora',
    lastName: 'Dahl',
    jobFunction: 'Management',
    role: 'viewer',
    ...over,
  });
  const stateOf = async (ctx: Ctx<UserActor>, membershipId: string) => {
    const { users } = await listUsers(ctx, { tenantId: world.tenants.customerA1.id });
    return users.find((user) => user.membershipId === membershipId)?.state;
  };
  const lookUp = async (link: string) => (await lookUpLink(publicCtx(world), { token: tokenIn(link) })).state;

  describe('inviting', () => {
    it('makes a user, a mail with a link that is stored only encrypted, and its job', async () => {
      const ctx = world.ctxFor('customerAdmin');
      const { membershipId } = await invite(ctx, person('one@fjord.example'));
      const mail = await mailedTo(world, 'one@fjord.example');
      expect(await stateOf(ctx, membershipId)).toBe('invited');
      expect(mail.link).toMatch(/^https:\/\/console\.example\/link\?token=[\w-]{43}$/);
      expect(JSON.stringify(mail.row)).not.toContain(tokenIn(mail.link));
      expect(world.jobs.enqueued.at(-1)).toMatchObject({
        kind: 'mail.send',
        payload: { mailId: mail.row.id },
      });
      expect(await lookUp(mail.link)).toBe('open');
    });

    it('names the person who invites; whoever invites from above the partner is named as the partner', async () => {
      const inviters = [
        ['customerAdmin', 'customerAdmin Example', 'Fjord Foods'],
        ['resellerAdmin', 'resellerAdmin Example', 'Harbour Resale'],
        ['distributorAdmin', 'Harbour Resale', 'Harbour Resale'],
      ] as const;
      for (const [user, invitedBy, invitedByCompany] of inviters) {
        const email = `by-${user.toLowerCase()}@fjord.example`;
        await invite(world.ctxFor(user), person(email));
        const { row } = await mailedTo(world, email);
        expect(JSON.parse(row.values_json)).toMatchObject({ invitedBy, invitedByCompany });
      }
    });

    it('answers and shows the same for an email that has an identity elsewhere', async () => {
      const ctx = world.ctxFor('customerAdmin');
      const fresh = await invite(ctx, person('fresh@fjord.example'));
      const known = await invite(ctx, person(world.users.customerBAdmin.email));
      expect(Object.keys(known).sort()).toEqual(Object.keys(fresh).sort());
      const { users } = await listUsers(ctx, { tenantId: world.tenants.customerA1.id });
      const shown = (id: string) => {
        const {
          membershipId: _,
          email: __,
          ...rest
        } = users.find((user) => user.membershipId === id) ?? {
          membershipId: '',
          email: '',
        };
        return rest;
      };
      expect(shown(known.membershipId)).toEqual(shown(fresh.membershipId));
    });

    it('names the email of somebody who is in the list already', async () => {
      const again = () => invite(world.ctxFor('customerAdmin'), person('twice@fjord.example'));
      await again();
      expect(await outcome(again)).toMatchObject({ code: 'conflict', field: 'email' });
    });

    it.each([
      ['customerA1', { role: 'sales' }, 'role'],
      ['customerA1', { role: 'viewer', belowRole: 'admin' }, 'belowRole'],
      ['resellerA', { role: 'viewer', belowRole: 'none' }, 'role'],
      ['resellerA', { role: 'admin' }, 'belowRole'],
    ] as const)('refuses roles that the tier does not know: %s %j', async (tenant, roles, field) => {
      const user = tenant === 'resellerA' ? 'resellerAdmin' : 'customerAdmin';
      const input = person('roles@fjord.example', { ...roles, tenantId: world.tenants[tenant].id });
      expect(await outcome(() => invite(world.ctxFor(user), input))).toMatchObject({
        code: 'invalid',
        field,
      });
    });

    it.each([
      ['customerViewer', 'forbidden'],
      ['customerA2Admin', 'not_found'],
      ['customerBAdmin', 'not_found'],
      ['resellerBAdmin', 'not_found'],
      ['resellerAdminBelowSales', 'forbidden'],
      ['resellerAdminBelowNone', 'forbidden'],
      ['resellerSales', 'forbidden'],
      ['resellerSalesBelowAdmin', 'done'],
      ['distributorAdmin', 'done'],
    ] as const)('%s in an end customer with users: %s', async (user, expected) => {
      const result = await outcome(() =>
        invite(world.ctxFor(user), person(`by-${user.toLowerCase()}@f.example`)),
      );
      expect(result.code ?? 'done').toBe(expected);
    });

    it.each([
      ['resellerAdmin', 'done'],
      ['resellerAdminBelowNone', 'done'],
      ['resellerSales', 'forbidden'],
      ['resellerSalesBelowAdmin', 'forbidden'],
      ['resellerBAdmin', 'not_found'],
      ['distributorAdminBelowNone', 'done'],
    ] as const)('%s in an end customer where nobody was invited: %s', async (user, expected) => {
      const domain = `${user.toLowerCase()}.example`;
      const parentId = world.tenants.resellerA.id;
      const form = { kind: 'customer', parentId, name: 'Polar Print', domain } as const;
      const { id: tenantId } = await addTenant(world.ctxFor('resellerAdmin'), form);
      const first = person(`ida@${domain}`, { tenantId, role: 'admin' });
      const result = await outcome(() => invite(world.ctxFor(user), first));
      expect(result.code ?? 'done').toBe(expected);
    });

    it('answers somebody else’s tenant exactly like one that does not exist', async () => {
      const ctx = world.ctxFor('resellerBAdmin');
      const sibling = await outcome(() => invite(ctx, person('x@f.example')));
      const missing = await outcome(() => invite(ctx, person('x@f.example', { tenantId: world.newId() })));
      expect(sibling).toEqual(missing);
    });
  });

  describe('what can be done with an invitation', () => {
    const invited = async (email: string) => {
      const { membershipId } = await invite(world.ctxFor('customerAdmin'), person(email));
      return { membershipId, link: (await mailedTo(world, email)).link };
    };

    it('resends from invited: a new link, the old one dead and called back', async () => {
      const { membershipId, link } = await invited('resend@fjord.example');
      const ctx = world.ctxFor('customerAdmin');
      expect(await resendInvitation(ctx, { membershipId })).toMatchObject({ held: false });
      const mail = await mailedTo(world, 'resend@fjord.example');
      expect(await lookUp(link)).toBe('replaced');
      expect(await lookUp(mail.link)).toBe('open');
      expect(mail.earlier.map((row) => [row.state, row.secret_ciphertext])).toEqual([['cancelled', null]]);
    });

    it('says that the mail is held where there is no mail server', async () => {
      const ctx = world.ctxFor('customerAdmin');
      const { membershipId } = await invited('held@fjord.example');
      const without = { ...ctx, settings: { ...ctx.settings, holdsMail: true } };
      expect(await resendInvitation(without, { membershipId })).toMatchObject({ held: true });
      expect(await getUser(without, { membershipId })).toMatchObject({ holdsMail: true });
    });

    it('cancels softly, and resending brings it back', async () => {
      const ctx = world.ctxFor('customerAdmin');
      const { membershipId, link } = await invited('cancel@fjord.example');
      await cancelInvitation(ctx, { membershipId });
      expect([await stateOf(ctx, membershipId), await lookUp(link)]).toEqual(['cancelled', 'cancelled']);
      await resendInvitation(ctx, { membershipId });
      expect(await stateOf(ctx, membershipId)).toBe('invited');
      expect(await lookUp((await mailedTo(world, 'cancel@fjord.example')).link)).toBe('open');
    });

    it('corrects a mistyped email: the link that went there is dead', async () => {
      const ctx = world.ctxFor('customerAdmin');
      const { membershipId, link } = await invited('mistyped@fjord.example');
      await correctEmail(ctx, { membershipId, email: 'right@fjord.example' });
      expect(await lookUp(link)).toBe('replaced');
      expect(await lookUp((await mailedTo(world, 'right@fjord.example')).link)).toBe('open');
      const same = () => correctEmail(ctx, { membershipId, email: 'right@fjord.example' });
      expect(await outcome(same)).toMatchObject({ code: 'invalid', field: 'email' });
      const taken = () => correctEmail(ctx, { membershipId, email: world.users.customerViewer.email });
      expect(await outcome(taken)).toMatchObject({ code: 'conflict', field: 'email' });
    });

    it('copies a second link beside the mailed one, and the activity says who', async () => {
      const ctx = world.ctxFor('resellerAdmin');
      const { membershipId, link } = await invited('copy@fjord.example');
      const first = await copyLink(ctx, { membershipId });
      const second = await copyLink(ctx, { membershipId });
      expect([await lookUp(link), await lookUp(first.link), await lookUp(second.link)]).toEqual([
        'open',
        'replaced',
        'open',
      ]);
      const activity = await world.database.kysely
        .selectFrom('activities')
        .select(['actor_name', 'on_behalf'])
        .where('action', '=', 'user.link_copied')
        .where('subject_id', '=', membershipId)
        .execute();
      const by = { actor_name: world.users.resellerAdmin.name, on_behalf: 1 };
      expect(activity).toEqual([by, by]);
    });

    it('refuses all of it for a sibling like for an id that does not exist, and for a Viewer', async () => {
      const { membershipId } = await invited('guarded@fjord.example');
      const acts = [resendInvitation, cancelInvitation, copyLink] as const;
      for (const act of acts) {
        const sibling = await outcome(() => act(world.ctxFor('customerA2Admin'), { membershipId }));
        const missing = await outcome(() =>
          act(world.ctxFor('customerA2Admin'), { membershipId: world.newId() }),
        );
        expect(sibling).toMatchObject({ code: 'not_found' });
        expect(sibling).toEqual(missing);
        const viewer = await outcome(() => act(world.ctxFor('customerViewer'), { membershipId }));
        expect(viewer).toMatchObject({ code: 'forbidden' });
      }
    });

    it('expires by the clock, tells the activity once, and a new link can be asked for from the old one', async () => {
      const ctx = world.ctxFor('customerAdmin');
      const { membershipId, link } = await invited('late@fjord.example');
      world.clock.advance({ hours: 47 });
      await expireInvitations(world.systemCtx());
      expect(await lookUp(link)).toBe('open');
      world.clock.advance({ hours: 1 });
      expect(await lookUp(link)).toBe('expired');
      expect(await stateOf(ctx, membershipId)).toBe('expired');
      await expireInvitations(world.systemCtx());
      await expireInvitations(world.systemCtx());
      const said = await world.database.kysely
        .selectFrom('activities')
        .select('action')
        .where('subject_id', '=', membershipId)
        .where('action', '=', 'user.invitation_expired')
        .execute();
      expect(said).toHaveLength(1);
      expect((await mailedTo(world, 'late@fjord.example')).row.secret_ciphertext).toBeNull();

      const asked = await sendNewLink(publicCtx(world), { token: tokenIn(link) });
      const nonsense = await sendNewLink(publicCtx(world), {
        token: 'nothing-of-ours-nothing-of-ours-nothing-o',
      });
      expect(asked).toEqual(nonsense);
      const mail = await mailedTo(world, 'late@fjord.example');
      expect([await stateOf(ctx, membershipId), await lookUp(mail.link)]).toEqual(['invited', 'open']);
      // The old link cannot ask again while the new one is open.
      await sendNewLink(publicCtx(world), { token: tokenIn(link) });
      expect((await mailedTo(world, 'late@fjord.example')).row.id).toBe(mail.row.id);
    });
  });
});

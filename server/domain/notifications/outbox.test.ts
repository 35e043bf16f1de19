import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '@/server/db/client';
import { eachDatabase } from '@/server/testing/databases';
import { mailedTo, publicCtx, tokenIn } from '@/server/testing/mailbox';
import { outcome } from '@/server/testing/outcome';
import { makeWorld, type UserKey, type World } from '@/server/testing/world';
import { activate } from '../users/activate';
import { invite } from '../users/invite';
import { getMail, listMails } from './outbox';

eachDatabase((open) => {
  let database: Database | undefined;
  let world: World;
  const make = async (demo: boolean) => {
    database = await open();
    world = await makeWorld(database, { settings: { demo } });
    await invite(world.ctxFor('customerAdmin'), {
      tenantId: world.tenants.customerA1.id,
      email: 'nora@fjord.example',
      firstName: 'Nora',
      lastName: 'Dahl',
      jobFunction: 'Management',
      role: 'viewer',
    });
    return (await mailedTo(world, 'nora@fjord.example')).row.id;
  };

  describe('the outbox', () => {
    let mailId: string;
    beforeEach(async () => {
      mailId = await make(false);
    });

    it.each([
      ['customerAdmin', 1],
      ['resellerAdmin', 1],
      ['resellerAdminBelowSales', 1],
      ['distributorAdmin', 1],
      ['resellerAdminBelowNone', 0],
      ['resellerBAdmin', 0],
      ['customerA2Admin', 0],
    ] as const)('shows %s %i mail of an end customer', async (user, count) => {
      expect((await listMails(world.ctxFor(user), {})).mails).toHaveLength(count);
    });

    it('shows who was written to and never the text', async () => {
      const mail = await getMail(world.ctxFor('customerAdmin'), { mailId });
      expect(mail).toMatchObject({ to: 'nora@fjord.example', state: 'queued', content: null });
      expect(JSON.stringify(mail)).not.toContain('token=');
    });

    it('answers a sibling’s mail like one that does not exist', async () => {
      const read = (user: UserKey, id: string) => outcome(() => getMail(world.ctxFor(user), { mailId: id }));
      const sibling = await read('customerA2Admin', mailId);
      expect(sibling.code).toBe('not_found');
      expect(sibling).toEqual(await read('customerA2Admin', world.newId()));
    });
  });

  describe('the outbox of the demo', () => {
    it('shows the text with the working link, until the link is used', async () => {
      const mailId = await make(true);
      const ctx = world.ctxFor('customerAdmin');
      const { content } = await getMail(ctx, { mailId });
      expect(content?.href).toMatch(/^https:\/\/console\.example\/link\?token=/);
      const token = tokenIn(content?.href ?? '');
      await activate(publicCtx(world), { token, password: 'quiet-river-stone' });
      const after = await getMail(ctx, { mailId });
      expect(after.linkEnded).toBe(true);
      expect(JSON.stringify(after)).not.toContain(token);
    });

    it('keeps the text from those who could not hand out the link', async () => {
      const mailId = await make(true);
      expect((await getMail(world.ctxFor('resellerAdminBelowSales'), { mailId })).content).toBeNull();
      expect((await getMail(world.ctxFor('resellerAdmin'), { mailId })).content).not.toBeNull();
    });
  });
});

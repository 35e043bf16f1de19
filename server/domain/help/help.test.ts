import { beforeEach, describe, expect, test } from 'vitest';
import { DisconnectForm } from '@/lib/connections';
import { HomeQuery } from '@/lib/customers';
import { HelpQuestion } from '@/lib/help';
import type { Database } from '@/server/db/client';
import { withScope } from '@/server/db/scope';
import { connect } from '@/server/testing/access-world';
import { eachDatabase } from '@/server/testing/databases';
import { fakeAws } from '@/server/testing/fake-aws';
import { makeWorld, type UserKey, type World } from '@/server/testing/world';
import { disconnect } from '../connections/disconnect';
import { getConnection } from '../connections/get';
import { home } from '../onboarding/home';
import { askForHelp } from './ask';
import { settleHelp } from './settle';

eachDatabase((open) => {
  let database: Database;
  let world: World;
  let connectionId: string;

  beforeEach(async () => {
    database = await open();
    world = await makeWorld(database, { aws: fakeAws() });
    const made = await withScope(world.systemCtx(), (tx) =>
      connect(tx, { world, tenant: world.tenants.customerA1 }),
    );
    connectionId = made.waiting;
    await database.kysely
      .updateTable('connections')
      .set({ state: 'stack_failed', stack_reason: 'tributary-role already exists' })
      .where('id', '=', connectionId)
      .execute();
  });

  const ask = (by: UserKey, message = '') =>
    askForHelp(world.ctxFor(by), HelpQuestion.parse({ connectionId, step: 'stack', message }));
  async function homeOf(user: UserKey, turn = '') {
    const shown = await home(world.ctxFor(user), HomeQuery.parse({ turn }));
    if (shown.kind !== 'partner') throw new Error('no partner');
    return shown;
  }
  const mails = () =>
    database.kysely
      .selectFrom('mails')
      .select(['to_email', 'tenant_id', 'values_json'])
      .where('template', '=', 'help-asked')
      .where('related_id', '=', connectionId)
      .orderBy('to_email')
      .execute();

  describe('a question to the partner', () => {
    test('brings step, findings and words to its Home under "Needs you", and a mail to each of its Admins', async () => {
      const before = (await homeOf('resellerAdmin')).counts.partner;
      expect(await ask('customerAdmin', ' What now? ')).toEqual({ partner: 'Harbour Resale' });
      for (const turn of ['', 'partner']) {
        const { help, counts } = await homeOf('resellerAdmin', turn);
        expect(counts.partner).toBe(before + 1);
        expect(help).toMatchObject([
          {
            connectionId,
            step: 'stack',
            message: 'What now?',
            findings: ['The name tributary-role exists already.'],
            by: 'customerAdmin Example',
            tenant: { name: 'Fjord Foods' },
            maySettle: true,
          },
        ]);
      }
      expect((await homeOf('resellerAdmin', 'aws')).help).toEqual([]);
      const sent = await mails();
      expect(sent.map(({ to_email }) => to_email)).toContain(world.users.resellerAdmin.email);
      expect(new Set(sent.map(({ tenant_id }) => tenant_id))).toEqual(new Set([world.tenants.resellerA.id]));
      expect(sent[0]?.values_json).toContain('What now?');
    });

    test('is seen by nobody else: not beside, not further up, not without a role in customers below', async () => {
      await ask('customerAdmin');
      for (const user of ['resellerBAdmin', 'distributorAdmin', 'resellerAdminBelowNone'] as const) {
        expect((await homeOf(user)).help).toEqual([]);
      }
      expect((await homeOf('resellerSales')).help).toMatchObject([{ maySettle: false }]);
    });

    test('asked again is the same one with what is known now, and no second mail', async () => {
      await Promise.all([ask('customerAdmin', 'First'), ask('customerAdmin', 'First')]);
      const sent = (await mails()).length;
      await ask('customerAdmin', 'Second');
      expect((await homeOf('resellerAdmin')).help.map(({ message }) => message)).toEqual(['Second']);
      expect(await mails()).toHaveLength(sent);
    });

    test('is asked by an Admin of the end customer alone, and for a step that is open', async () => {
      await expect(ask('customerViewer')).rejects.toMatchObject({ code: 'forbidden' });
      await expect(ask('resellerAdmin')).rejects.toMatchObject({ code: 'forbidden' });
      await expect(ask('customerBAdmin')).rejects.toMatchObject({ code: 'not_found' });
      const early = HelpQuestion.parse({ connectionId, step: 'validate' });
      await expect(askForHelp(world.ctxFor('customerAdmin'), early)).rejects.toMatchObject({
        code: 'step_due',
      });
    });

    test('quotes nothing of an account any more whose data was purged', async () => {
      await ask('customerAdmin', 'What now?');
      const form = DisconnectForm.parse({ connectionId, version: 1, data: 'delete' });
      await disconnect(world.ctxFor('customerAdmin'), form);
      const kept = await database.kysely
        .selectFrom('help_requests')
        .select(['message', 'findings_json'])
        .where('connection_id', '=', connectionId)
        .execute();
      expect(kept).toEqual([{ message: 'What now?', findings_json: '[]' }]);
      expect((await homeOf('resellerAdmin')).help).toEqual([]);
    });

    test.each(['customerAdmin', 'resellerAdmin'] as const)('is settled by %s, once', async (user) => {
      await ask('customerAdmin');
      const { help } = await getConnection(world.ctxFor(user), { connectionId });
      const helpId = help?.id ?? '';
      await settleHelp(world.ctxFor(user), { helpId });
      await settleHelp(world.ctxFor(user), { helpId });
      expect((await homeOf('resellerAdmin')).help).toEqual([]);
      const told = await database.kysely
        .selectFrom('activities')
        .select('action')
        .where('subject_id', '=', connectionId)
        .where('action', 'like', 'help.%')
        .orderBy('at')
        .orderBy('id')
        .execute();
      expect(told.map(({ action }) => action)).toEqual(['help.asked', 'help.settled']);
      await expect(settleHelp(world.ctxFor('customerBAdmin'), { helpId })).rejects.toMatchObject({
        code: 'not_found',
      });
    });
  });
});

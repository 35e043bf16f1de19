import { beforeAll, describe, expect, test } from 'vitest';
import { titleOf } from '@/lib/findings';
import type { Finding } from '@/lib/findings/vocabulary';
import { examinationOf, findingOf, reportWith, rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { type FakeAws, fakeAws } from '@/server/testing/fake-aws';
import { begunValidation, examined, oneReport, verifiedConnection } from '@/server/testing/validating';
import { makeWorld, type UserKey, type World } from '@/server/testing/world';
import { home } from '../onboarding/home';
import { confirmReport } from '../reports/confirm';
import type { LookResult } from '../reports/look-at-reports';
import { completeConnection } from './complete';

const HOUR = 3_600_000;

eachDatabase((open) => {
  let world: World;
  let aws: FakeAws;
  let next = 0;
  beforeAll(async () => {
    aws = fakeAws();
    world = await makeWorld(await open(), { aws });
  });
  const ctx = () => world.ctxFor('customerAdmin');

  async function complete(): Promise<string> {
    const connectionId = await verifiedConnection({ world, aws }, String(630000000000 + ++next));
    await found(connectionId, well);
    const { version } = await rowOf(ctx(), connectionId);
    const done = await confirmReport(ctx(), { connectionId, version });
    await completeConnection(ctx(), { connectionId, version: done.version });
    return connectionId;
  }

  async function found(connectionId: string, result: LookResult, after = HOUR): Promise<void> {
    world.clock.advance(after);
    const begun = await begunValidation(world, connectionId);
    if (!begun) throw new Error('another check runs');
    await begun.finishWith(result);
  }

  const well = examined(oneReport([]));
  const failed = (code: Finding['code'] = 'DATA_UNREADABLE') => examined(oneReport([findingOf(code)]));
  const broken: LookResult = { is: 'role-unfit', findings: [findingOf('ROLE_TRUST_OPEN')] };
  const gone: LookResult = { is: 'role-unfit', findings: [findingOf('ROLE_NOT_REACHABLE')] };
  const trouble: LookResult = { is: 'trouble', trouble: 'AWS did not answer.' };

  const mails = (connectionId: string) =>
    world.database.kysely
      .selectFrom('mails')
      .select(['to_email', 'subject', 'values_json', 'id'])
      .where('related_id', '=', connectionId)
      .where('template', '=', 'connection-health')
      .orderBy('created_at')
      .orderBy('id')
      .execute();
  const whats = async (connectionId: string) =>
    (await mails(connectionId)).map(({ values_json }) => {
      const { what, again } = JSON.parse(values_json);
      return again ? `${what} again` : what;
    });

  describe('the Admins of the end customer are told of a change once', () => {
    test.each([
      ['CUR delivery fails and stays so', [failed(), failed(), failed()], ['failed']],
      ['it is mended', [failed(), well, well], ['failed', 'back']],
      ['the role opens: it breaks, and recovers', [broken, broken, well], ['broken', 'back']],
      ['the stack is deleted', [gone, gone], ['broken']],
      ['nothing happens', [well, well], []],
      ['AWS does not answer: nothing is known', [trouble, failed(), trouble, well], ['failed', 'back']],
      [
        'it comes and goes',
        [failed(), well, failed(), well, failed(), well],
        ['failed', 'back', 'failed again'],
      ],
      ['the report is gone', [examined(examinationOf([])), well], ['failed', 'back']],
    ] as const)('%s', async (_, results, expected) => {
      const connectionId = await complete();
      for (const result of results) await found(connectionId, result);
      expect(await whats(connectionId)).toEqual(expected);
    });
  });

  test('the mail names what was found, goes to active Admins only, and its job is enqueued with it', async () => {
    const connectionId = await complete();
    const jobs = world.jobs.enqueued.length;
    await found(connectionId, failed());
    const [mail, ...others] = await mails(connectionId);
    expect(others).toEqual([]);
    expect(mail?.to_email).toBe(world.users.customerAdmin.email);
    expect(JSON.parse(mail?.values_json ?? '')).toMatchObject({
      path: `/connections/${connectionId}/validate`,
      why: titleOf('DATA_UNREADABLE').failed,
    });
    expect(world.jobs.enqueued.slice(jobs)).toContainEqual(
      expect.objectContaining({ kind: 'mail.send', payload: { mailId: mail?.id } }),
    );
    const open = await complete();
    await found(open, broken);
    expect(JSON.parse((await mails(open))[0]?.values_json ?? '').why).toBe(titleOf('ROLE_TRUST_OPEN').failed);
    const deleted = await complete();
    await world.database.kysely
      .updateTable('connections')
      .set({ stack_status: 'DELETE_COMPLETE' })
      .where('id', '=', deleted)
      .execute();
    await found(deleted, gone);
    expect(JSON.parse((await mails(deleted))[0]?.values_json ?? '').why).toMatch(
      /^The stack .+ was deleted$/,
    );
  });

  test('a change and its mail are one: when the mail cannot be queued nothing is written, and the next check tells', async () => {
    const connectionId = await complete();
    const { enqueue } = world.jobs;
    world.jobs.enqueue = async (tx, kind, ...rest) => {
      if (kind === 'mail.send') throw new Error('the queue is down');
      return enqueue.call(world.jobs, tx, kind, ...rest);
    };
    await expect(found(connectionId, failed())).rejects.toThrow('the queue is down');
    world.jobs.enqueue = enqueue;
    expect(await rowOf(ctx(), connectionId)).toMatchObject({ delivery: 'success', told_health: 'well' });
    expect(await whats(connectionId)).toEqual([]);
    await found(connectionId, failed());
    expect(await whats(connectionId)).toEqual(['failed']);
  });

  test('before Confirm a report to fix is no failure, and a role that stops working is', async () => {
    const connectionId = await verifiedConnection({ world, aws }, String(630000000000 + ++next));
    await found(connectionId, failed());
    expect(await whats(connectionId)).toEqual([]);
    await found(connectionId, broken);
    await found(connectionId, examined(examinationOf([reportWith('cur/acme/')])));
    expect(await whats(connectionId)).toEqual(['broken', 'back']);
  });

  test('what does not work any more needs the direct partner, as long as it lasts', async () => {
    const troublesOf = async (user: UserKey) => {
      const seen = await home(world.ctxFor(user), { turn: '' });
      return seen.kind === 'partner' ? seen : null;
    };
    const before = await troublesOf('resellerAdmin');
    const one = await complete();
    const other = await complete();
    await found(one, failed());
    await found(other, broken);
    const after = await troublesOf('resellerAdmin');
    const rows = after?.troubles.filter(({ id }) => id === one || id === other);
    expect(rows?.map(({ id, what, tenant }) => [id, what, tenant.name])).toEqual([
      [one, 'failed', world.tenants.customerA1.name],
      [other, 'broken', world.tenants.customerA1.name],
    ]);
    expect(after?.counts.partner).toBe((before?.counts.partner ?? 0) + 2);
    for (const user of ['distributorAdmin', 'resellerBAdmin', 'resellerAdminBelowNone'] as const) {
      expect((await troublesOf(user))?.troubles).toEqual([]);
    }
    await found(one, well);
    await found(other, well);
    const mended = (await troublesOf('resellerAdmin'))?.troubles.map(({ id }) => id);
    expect(mended).not.toContain(one);
    expect(mended).not.toContain(other);
  });
});

import { beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '@/lib/findings/vocabulary';
import type { Examination } from '@/lib/reports';
import { withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { examinationOf, findingOf, reportWith, rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { type FakeAws, fakeAws } from '@/server/testing/fake-aws';
import { begunValidation, examined, oneReport, verifiedConnection } from '@/server/testing/validating';
import { makeWorld, type World } from '@/server/testing/world';
import { completeConnection } from '../connections/complete';
import { getConnection } from '../connections/get';
import { setPartnerMayConfirm } from '../tenants/settings';
import { confirmReport, setAutoConfirm } from './confirm';
import { dailyAt } from './timing';

eachDatabase((open) => {
  let world: World;
  let aws: FakeAws;
  let next = 0;
  const account = () => String(600000000000 + ++next);
  beforeAll(async () => {
    aws = fakeAws();
    world = await makeWorld(await open(), { aws });
  });
  const verified = () => verifiedConnection({ world, aws }, account());
  const begun = (connectionId: string) => begunValidation(world, connectionId);

  /** A whole validation that finds what is given. */
  async function foundAll(connectionId: string, examination: Examination): Promise<ConnectionRow> {
    world.clock.advance(60_000);
    const finished = await (await begun(connectionId))?.finishWith(examined(examination));
    if (!finished) throw new Error('another validation runs');
    return finished.connection;
  }

  /** A whole validation that finds one report with these findings. */
  const found = (connectionId: string, findings: Finding[] = []) =>
    foundAll(connectionId, oneReport(findings));

  const awaited = (name: string) => ({
    ...reportWith(name, [findingOf('AWAITING_FIRST_DELIVERY', 'waiting')]),
    delivered: false,
  });
  const notHourly = findingOf('GRANULARITY_NOT_HOURLY');
  const feesOnly = findingOf('GRANULARITY_UNKNOWN', 'waiting');

  test('a report is compared with the validation before, and Refresh says what changed', async () => {
    const connectionId = await verified();
    await (await begun(connectionId))?.finish([notHourly]);
    world.clock.advance(60_000);
    const second = await (await begun(connectionId))?.finish();
    expect(second?.changes).toMatchObject({ fixed: [{ code: 'GRANULARITY_NOT_HOURLY' }], fresh: [] });
    expect(second?.connection.state).toBe('report_valid');
  });

  test('"confirm it for me" confirms when the report becomes valid; only a valid report can be confirmed', async () => {
    const ctx = world.ctxFor('customerAdmin');
    const connectionId = await verified();
    await (await begun(connectionId))?.finish([notHourly]);
    const { version } = await rowOf(ctx, connectionId);
    await expect(confirmReport(ctx, { connectionId, version, root: 'cur/acme/' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await setAutoConfirm(ctx, { connectionId, version, autoConfirm: 'yes' });
    world.clock.advance(60_000);
    const finished = await (await begun(connectionId))?.finish();
    expect(finished?.connection).toMatchObject({
      state: 'confirmed',
      chosen_root: 'cur/acme/',
      delivery: 'success',
    });
  });

  test('a partner confirms only when the end customer allowed it; what partners do is marked', async () => {
    const partner = world.ctxFor('resellerAdmin');
    const connectionId = await verified();
    await (await begun(connectionId))?.finish();
    const { version } = await rowOf(partner, connectionId);
    await expect(confirmReport(partner, { connectionId, version })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const allow = (partner_may_confirm: number) =>
      withScope(world.systemCtx(), (tx) =>
        tx
          .updateTable('tenants')
          .set({ partner_may_confirm })
          .where('id', '=', world.tenants.customerA1.id)
          .execute(),
      );
    await allow(1);
    expect((await confirmReport(partner, { connectionId, version })).state).toBe('confirmed');
    await allow(0);
    const entry = await withScope(world.systemCtx(), (tx) =>
      tx
        .selectFrom('activities')
        .select(['on_behalf', 'actor_name'])
        .where('subject_id', '=', connectionId)
        .where('action', '=', 'connection.confirmed')
        .executeTakeFirstOrThrow(),
    );
    expect(entry).toEqual({ on_behalf: 1, actor_name: 'resellerAdmin Example' });
  });

  test.each([
    ['resellerAdmin', 'report_valid'],
    ['customerAdmin', 'confirmed'],
  ] as const)(
    'what %s asked to be confirmed ends as %s when the customer withdraws its permission before',
    async (user, state) => {
      const customer = world.ctxFor('customerAdmin');
      const connectionId = await verified();
      await (await begun(connectionId))?.finish([notHourly]);
      await setPartnerMayConfirm(customer, { partnerMayConfirm: true });
      const { version } = await rowOf(customer, connectionId);
      await setAutoConfirm(world.ctxFor(user), { connectionId, version, autoConfirm: 'yes' });
      await setPartnerMayConfirm(customer, { partnerMayConfirm: false });
      world.clock.advance(60_000);
      const finished = await (await begun(connectionId))?.finish();
      expect(finished?.connection.state).toBe(state);
    },
  );

  test('a confirmed CUR that fails and recovers is confirmed again, and then completed', async () => {
    const ctx = world.ctxFor('customerAdmin');
    const connectionId = await verified();
    const valid = await found(connectionId);
    await confirmReport(ctx, { connectionId, version: valid.version });
    const failed = await found(connectionId, [notHourly]);
    expect(failed).toMatchObject({ state: 'report_invalid', chosen_root: 'cur/acme/', delivery: 'failed' });
    await expect(completeConnection(ctx, { connectionId, version: failed.version })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(confirmReport(ctx, { connectionId, version: failed.version })).rejects.toMatchObject({
      code: 'conflict',
    });
    const again = await found(connectionId);
    expect(again).toMatchObject({ state: 'report_valid', chosen_root: 'cur/acme/' });
    const confirmed = await confirmReport(ctx, { connectionId, version: again.version });
    expect(confirmed.state).toBe('confirmed');
    const complete = await completeConnection(ctx, { connectionId, version: confirmed.version });
    expect(complete.state).toBe('complete');
  });

  test('when the chosen CUR fails, another valid one is confirmed without a further check', async () => {
    const ctx = world.ctxFor('customerAdmin');
    const connectionId = await verified();
    const two = (first: Finding[]) => examinationOf([reportWith('cur/a/', first), reportWith('cur/b/')]);
    const valid = await foundAll(connectionId, two([]));
    await confirmReport(ctx, { connectionId, version: valid.version, root: 'cur/a/' });
    const failed = await foundAll(connectionId, two([notHourly]));
    expect(failed.state).toBe('report_invalid');
    const confirmed = await confirmReport(ctx, { connectionId, version: failed.version, root: 'cur/b/' });
    expect(confirmed.state).toBe('confirmed');
    expect((await rowOf(ctx, connectionId)).chosen_root).toBe('cur/b/');
  });

  test('a broken connection is not confirmed, and the refusal names the IAM role', async () => {
    const ctx = world.ctxFor('customerAdmin');
    const connectionId = await verified();
    await found(connectionId);
    const unfit = { is: 'role-unfit' as const, findings: [findingOf('ROLE_NOT_REACHABLE')] };
    const broken = await (await begun(connectionId))?.finishWith(unfit);
    expect(broken?.connection).toMatchObject({ state: 'broken', state_before: 'report_valid' });
    const version = broken?.connection.version ?? 0;
    await expect(confirmReport(ctx, { connectionId, version })).rejects.toMatchObject({
      code: 'conflict',
      details: { happened: 'The IAM role of this connection does not work now.' },
    });
  });

  test('while AWS has yet to deliver it is looked at every 30 minutes, afterwards daily', async () => {
    const connectionId = await verified();
    const minutesToNext = ({ next_validation_at: next }: ConnectionRow) =>
      (Date.parse(next ?? '') - world.clock.now().getTime()) / 60_000;
    const waiting = await foundAll(connectionId, examinationOf([awaited('hourly')]));
    expect([waiting.state, minutesToNext(waiting)]).toEqual(['awaiting_report', 30]);
    const valid = await found(connectionId);
    const daily = dailyAt({ id: connectionId, now: world.clock.now() }).toISOString();
    expect([valid.state, valid.next_validation_at]).toEqual(['report_valid', daily]);
  });

  test('a first delivery is waited for since its report was first seen, and not once it is there', async () => {
    const connectionId = await verified();
    const since = async () =>
      (await getConnection(world.ctxFor('customerAdmin'), { connectionId })).validation.waitingSince;
    await foundAll(connectionId, examinationOf([reportWith('old', [notHourly])]));
    expect(await since()).toBeNull();
    const old = reportWith('old', [notHourly]);
    const seen = await foundAll(connectionId, examinationOf([old, awaited('new')]));
    expect(await since()).toBe(seen.validated_at);
    await foundAll(connectionId, examinationOf([old, awaited('new')]));
    expect(await since()).toBe(seen.validated_at);
    const delivered = await foundAll(connectionId, examinationOf([reportWith('new', [feesOnly])]));
    expect([delivered.state, await since()]).toEqual(['awaiting_report', null]);
  });

  describe('when the waiting for AWS is over', () => {
    const mailsAbout = (connectionId: string) =>
      withScope(world.systemCtx(), (tx) =>
        tx
          .selectFrom('mails')
          .select(['template', 'to_email', 'values_json'])
          .where('related_id', '=', connectionId)
          .execute(),
      );
    const outcomes = async (connectionId: string) =>
      (await mailsAbout(connectionId)).map(({ values_json }) => JSON.parse(values_json).outcome);

    async function waiting(): Promise<string> {
      const connectionId = await verified();
      await foundAll(connectionId, examinationOf([awaited('hourly')]));
      return connectionId;
    }

    test('the active Admins of the end customer are written to, once', async () => {
      const connectionId = await waiting();
      expect(await mailsAbout(connectionId)).toEqual([]);
      await foundAll(connectionId, examinationOf([awaited('hourly')]));
      expect(await mailsAbout(connectionId)).toEqual([]);
      await found(connectionId);
      await found(connectionId);
      const mails = await mailsAbout(connectionId);
      expect(mails.map(({ template, to_email }) => [template, to_email])).toEqual([
        ['report-arrived', world.users.customerAdmin.email],
      ]);
      expect(await outcomes(connectionId)).toEqual(['valid']);
    });

    test('the mail says what came of it: to fix, nothing at all, or confirmed as they asked', async () => {
      const toFix = await waiting();
      await found(toFix, [notHourly]);
      expect(await outcomes(toFix)).toEqual(['to_fix']);
      const missing = await waiting();
      await foundAll(missing, examinationOf([], { findings: [findingOf('NO_REPORT_FOUND')] }));
      expect(await outcomes(missing)).toEqual(['missing']);
      const ctx = world.ctxFor('customerAdmin');
      const asked = await waiting();
      const { version } = await rowOf(ctx, asked);
      await setAutoConfirm(ctx, { connectionId: asked, version, autoConfirm: 'yes' });
      expect((await found(asked)).state).toBe('confirmed');
      expect(await outcomes(asked)).toEqual(['confirmed']);
    });

    test('a report that was there from the beginning needs no mail', async () => {
      const connectionId = await verified();
      await found(connectionId);
      expect(await mailsAbout(connectionId)).toEqual([]);
    });
  });
});

import { beforeAll, describe, expect, test } from 'vitest';
import { AwsTrouble } from '@/lib/aws-trouble';
import { ReportForm } from '@/lib/connections';
import type { Examination } from '@/lib/reports';
import { withScope } from '@/server/db/scope';
import { examinationOf, findingOf, reportWith, rowOf } from '@/server/testing/connecting';
import { report } from '@/server/testing/corpus/case';
import { eachDatabase } from '@/server/testing/databases';
import { type FakeAws, fakeAws } from '@/server/testing/fake-aws';
import { memorySource } from '@/server/testing/memory-source';
import { outcome } from '@/server/testing/outcome';
import { bucketOf } from '@/server/testing/report-bucket';
import { begunValidation, examined, verifiedConnection } from '@/server/testing/validating';
import { makeWorld, type UserKey, type World } from '@/server/testing/world';
import { changeCur, confirmReport } from '../reports/confirm';
import { validationHistory } from '../reports/history';
import { validateReports } from '../reports/validate';
import { completeConnection } from './complete';
import { getConnection } from './get';
import { moveBucket } from './move-bucket';

eachDatabase((open) => {
  let world: World;
  let aws: FakeAws;
  let next = 0;
  /** The bucket that the role of each account may read; another one refuses. */
  let allowed: Record<string, string>;
  const ctx = () => world.ctxFor('customerAdmin');

  beforeAll(async () => {
    aws = fakeAws();
    world = await makeWorld(await open(), { aws });
    allowed = {};
    aws.reports = ({ accountId, bucket }) => {
      const definitions = new AwsTrouble('denied', { awsName: 'AccessDeniedException' });
      const denied = new AwsTrouble('denied', { awsName: 'AccessDenied' });
      const source = memorySource(bucketOf(report({ accountId }), { definitions }));
      if (allowed[accountId] === bucket) return source;
      const refuse = () => Promise.reject(denied);
      return { ...source, list: refuse, head: refuse, get: refuse };
    };
  });

  /**
   * A connection to acme-cur whose report cur/hourly/ is confirmed, or whose onboarding is complete. Its last delivery lies a while
   * before the clock of these tests: Warning.
   */
  async function confirmed(state: 'confirmed' | 'complete' = 'complete') {
    const account = String(620000000000 + ++next);
    allowed[account] = 'acme-cur';
    const connectionId = await verifiedConnection({ world, aws }, account);
    await validateReports(ctx(), { connectionId });
    const { version } = await rowOf(ctx(), connectionId);
    const done = await confirmReport(ctx(), { connectionId, version });
    if (state === 'complete') await completeConnection(ctx(), { connectionId, version: done.version });
    return { connectionId, account };
  }

  const move = async (connectionId: string, bucket = 'acme-cur-2', kmsKeyArn = '') => {
    const { version } = await rowOf(ctx(), connectionId);
    return moveBucket(ctx(), ReportForm.parse({ connectionId, version, bucket, kmsKeyArn }));
  };

  async function found(connectionId: string, examination: Partial<Examination>) {
    world.clock.advance(60_000);
    const begun = await begunValidation(world, connectionId);
    await begun?.finishWith(examined({ ...examinationOf([]), bucket: 'acme-cur-2', ...examination }));
    return rowOf(ctx(), connectionId);
  }

  describe('another KMS key for the same bucket', () => {
    const key = (id: string) =>
      `arn:aws:kms:eu-central-1:111122223333:key/${id.repeat(8)}-0000-4000-8000-${id.repeat(12)}`;

    test('keeps what was read, disowns the look that runs, and asks for an update of the stack', async () => {
      const { connectionId } = await confirmed();
      const before = await rowOf(ctx(), connectionId);
      const running = await begunValidation(world, connectionId);
      const changed = await move(connectionId, 'acme-cur', key('a'));
      expect(changed).toMatchObject({ state: 'complete', goTo: `/connections/${connectionId}/update` });
      const { validation_id, chosen_root, delivery, state } = before;
      const kept = { bucket: 'acme-cur', bucket_before: null, validation_id, chosen_root, delivery, state };
      expect(await rowOf(ctx(), connectionId)).toMatchObject({ ...kept, kms_key_arn: key('a') });
      await running?.finishWith(examined(examinationOf([])));
      expect(await rowOf(ctx(), connectionId)).toMatchObject(kept);
      const { stack } = await getConnection(ctx(), { connectionId });
      expect(stack.parameters).toContainEqual({ name: 'KmsKeyArn', value: key('a') });
    });

    test('the same name with the same key is refused, and none of both takes the key away', async () => {
      const { connectionId } = await confirmed();
      expect(await outcome(() => move(connectionId, 'acme-cur'))).toMatchObject({ code: 'invalid' });
      await move(connectionId, 'acme-cur', key('b'));
      expect(await outcome(() => move(connectionId, 'acme-cur', key('b')))).toMatchObject({
        code: 'invalid',
      });
      await move(connectionId, 'acme-cur');
      expect(await rowOf(ctx(), connectionId)).toMatchObject({ bucket: 'acme-cur', kms_key_arn: null });
    });
  });

  describe('moving to another bucket', () => {
    test.each(['confirmed', 'complete'] as const)(
      '%s stays so, waits calmly for the stack, and takes its choice along to the report of the same name',
      async (state) => {
        const { connectionId, account } = await confirmed(state);
        const jobs = world.jobs.enqueued.length;
        const moved = await move(connectionId);
        expect(moved).toMatchObject({ state, goTo: `/connections/${connectionId}/bucket` });
        expect(await rowOf(ctx(), connectionId)).toMatchObject({
          state,
          bucket: 'acme-cur-2',
          bucket_before: 'acme-cur',
          chosen_root: 'cur/hourly/',
          validation_id: null,
          validated_at: null,
          delivery: 'not_available',
        });
        expect(world.jobs.enqueued.slice(jobs).map(({ kind }) => kind)).toEqual(['connection.validate']);

        // The stack still names the old bucket.
        world.clock.advance(60_000);
        await validateReports(ctx(), { connectionId });
        const waiting = await getConnection(ctx(), { connectionId });
        expect(waiting).toMatchObject({ state, validation: { delivery: 'not_available', changes: null } });
        expect(waiting.validation.bucketFindings).toMatchObject([
          { code: 'BUCKET_ACCESS_DENIED', severity: 'waiting' },
        ]);
        expect(waiting.validation.bucketFindings[0]?.seen).toContain('The stack still names the old bucket');
        expect(waiting.bucketMove.from).toMatchObject({ bucket: 'acme-cur' });
        const soon = Date.parse(waiting.validation.nextAt ?? '') - world.clock.now().getTime();
        expect(soon).toBe(30 * 60_000);

        // The stack was updated.
        allowed[account] = 'acme-cur-2';
        world.clock.advance(60_000);
        await validateReports(ctx(), { connectionId });
        const read = await getConnection(ctx(), { connectionId });
        expect(read).toMatchObject({ state, bucketMove: { movable: 'yes', from: null } });
        expect(read.validation).toMatchObject({ chosenRoot: 'cur/hourly/', delivery: 'warning' });
        expect(read.timeline.map(({ kind }) => kind)).toEqual(
          expect.arrayContaining(['bucket_moved', 'bucket_read']),
        );
      },
    );

    test('a report of the same name under another prefix is the same one; of two nobody is guessed', async () => {
      const one = await confirmed();
      await move(one.connectionId);
      const row = await found(one.connectionId, {
        reports: [reportWith('new/hourly/'), reportWith('new/other/')],
      });
      expect(row).toMatchObject({ chosen_root: 'new/hourly/', delivery: 'success', state: 'complete' });
      const two = await confirmed();
      await move(two.connectionId);
      const kept = await found(two.connectionId, {
        reports: [reportWith('a/hourly/'), reportWith('b/hourly/')],
      });
      expect(kept).toMatchObject({ chosen_root: 'cur/hourly/', delivery: 'failed', state: 'complete' });
    });

    test('a choice that the new bucket does not hold fails, and Change CUR takes another', async () => {
      const { connectionId } = await confirmed();
      await move(connectionId);
      const failed = await found(connectionId, { reports: [reportWith('cur/other/')] });
      expect(failed).toMatchObject({ delivery: 'failed', chosen_root: 'cur/hourly/', bucket_before: null });
      await changeCur(ctx(), { connectionId, version: failed.version, root: 'cur/other/' });
      expect(await rowOf(ctx(), connectionId)).toMatchObject({
        chosen_root: 'cur/other/',
        delivery: 'success',
        state: 'complete',
      });
    });

    test('moving back takes everything back, also the key, before and after the new bucket was read', async () => {
      const { connectionId, account } = await confirmed();
      const key = 'arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555';
      await move(connectionId, 'acme-cur-2', key);
      await move(connectionId, 'acme-cur-3');
      expect(await rowOf(ctx(), connectionId)).toMatchObject({
        bucket: 'acme-cur-3',
        bucket_before: 'acme-cur',
        kms_key_before: null,
        kms_key_arn: null,
      });
      await move(connectionId, 'acme-cur');
      expect(await rowOf(ctx(), connectionId)).toMatchObject({ bucket: 'acme-cur', bucket_before: null });
      await validateReports(ctx(), { connectionId });
      expect(await rowOf(ctx(), connectionId)).toMatchObject({
        chosen_root: 'cur/hourly/',
        delivery: 'warning',
      });
      await move(connectionId);
      allowed[account] = 'acme-cur-2';
      await validateReports(ctx(), { connectionId });
      await move(connectionId, 'acme-cur');
      expect(await rowOf(ctx(), connectionId)).toMatchObject({ bucket_before: 'acme-cur-2' });
    });

    test('history and activity keep the old bucket; its results are never compared with the new one', async () => {
      const { connectionId, account } = await confirmed();
      await move(connectionId);
      allowed[account] = 'acme-cur-2';
      world.clock.advance(60_000);
      await validateReports(ctx(), { connectionId });
      const { entries } = await validationHistory(ctx(), { connectionId });
      expect(entries.map(({ bucket, changes }) => [bucket, changes])).toEqual([
        ['acme-cur-2', null],
        ['acme-cur', null],
      ]);
      const activities = await withScope(ctx(), (tx) =>
        tx
          .selectFrom('activities')
          .select('detail_json')
          .where('action', '=', 'connection.bucket_moved')
          .where('subject_id', '=', connectionId)
          .execute(),
      );
      expect(activities.map(({ detail_json }) => JSON.parse(detail_json))).toEqual([
        { from: 'acme-cur', bucket: 'acme-cur-2' },
      ]);
    });
  });

  describe('a check that runs during the move', () => {
    test.each([
      ['moved', ['acme-cur-2']],
      ['moved and back', ['acme-cur-2', 'acme-cur']],
    ])('is never written: %s', async (_, buckets) => {
      const { connectionId } = await confirmed();
      world.clock.advance(60_000);
      const slow = await begunValidation(world, connectionId);
      for (const bucket of buckets) {
        world.clock.advance(1000);
        await move(connectionId, bucket);
      }
      await slow?.finishWith(examined(examinationOf([reportWith('late/late/')])));
      const view = await getConnection(ctx(), { connectionId });
      expect(view.validation).toMatchObject({ reports: [], delivery: 'not_available', running: false });
      expect(await rowOf(ctx(), connectionId)).toMatchObject({ validation_id: null });
    });

    test('a result that is written first is put aside by the move', async () => {
      const { connectionId } = await confirmed();
      world.clock.advance(60_000);
      const { version } = await rowOf(ctx(), connectionId);
      const running = await begunValidation(world, connectionId);
      await running?.finishWith(examined(examinationOf([reportWith('cur/hourly/')])));
      await moveBucket(
        ctx(),
        ReportForm.parse({ connectionId, version, bucket: 'acme-cur-2', kmsKeyArn: '' }),
      );
      expect(await rowOf(ctx(), connectionId)).toMatchObject({ validation_id: null, bucket: 'acme-cur-2' });
    });

    test('of two who move it at once one is told what the other did', async () => {
      const { connectionId } = await confirmed();
      const { version } = await rowOf(ctx(), connectionId);
      const both = await Promise.allSettled(
        ['acme-cur-2', 'acme-cur-3'].map((bucket) =>
          moveBucket(ctx(), ReportForm.parse({ connectionId, version, bucket, kmsKeyArn: '' })),
        ),
      );
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const lost = both.find((one) => one.status === 'rejected');
      expect(lost?.reason).toMatchObject({ code: 'stale' });
    });
  });

  describe('is refused', () => {
    test('where the stack made the bucket, with the way that there is', async () => {
      const { connectionId } = await confirmed();
      await withScope(ctx(), (tx) =>
        tx.updateTable('connections').set({ report_by: 'stack' }).where('id', '=', connectionId).execute(),
      );
      const view = await getConnection(ctx(), { connectionId });
      expect(view.bucketMove).toMatchObject({ movable: 'made-by-stack', lost: [] });
      await expect(move(connectionId)).rejects.toMatchObject({
        code: 'conflict',
        details: { happened: expect.stringContaining('The stack made this bucket') },
      });
    });

    test('for the bucket of now, and before Confirm', async () => {
      const { connectionId } = await confirmed();
      await expect(move(connectionId, 'acme-cur')).rejects.toMatchObject({
        code: 'invalid',
        details: { field: 'bucket' },
      });
      const early = await verifiedConnection({ world, aws }, String(620000000000 + ++next));
      await expect(move(early)).rejects.toMatchObject({ code: 'conflict' });
    });

    test.each([
      ['customerViewer', 'forbidden'],
      ['resellerAdmin', 'forbidden'],
      ['resellerBAdmin', 'not_found'],
      ['customerA2Admin', 'not_found'],
    ] satisfies [UserKey, string][])('to %s: %s', async (user, code) => {
      const { connectionId } = await confirmed();
      const { version } = await rowOf(ctx(), connectionId);
      const input = ReportForm.parse({ connectionId, version, bucket: 'acme-cur-2', kmsKeyArn: '' });
      expect(await outcome(() => moveBucket(world.ctxFor(user), input))).toMatchObject({ code });
    });
  });

  test('a broken one is moved too, and is checked in the new bucket when its role works again', async () => {
    const { connectionId, account } = await confirmed();
    const role = aws.account(account);
    role.role = 'open';
    world.clock.advance(60_000);
    await validateReports(ctx(), { connectionId });
    expect(await move(connectionId)).toMatchObject({ state: 'broken' });
    role.role = 'exact';
    allowed[account] = 'acme-cur-2';
    world.clock.advance(60_000);
    await validateReports(ctx(), { connectionId });
    expect(await rowOf(ctx(), connectionId)).toMatchObject({
      state: 'complete',
      bucket: 'acme-cur-2',
      delivery: 'warning',
    });
  });

  test('an error of the new bucket is an error, and going back forgets the move', async () => {
    const { connectionId } = await confirmed('confirmed');
    await move(connectionId);
    const row = await found(connectionId, { findings: [findingOf('BUCKET_NOT_FOUND')] });
    expect(row).toMatchObject({ state: 'report_invalid', bucket_before: 'acme-cur' });
    await move(connectionId, 'acme-cur');
    expect(await rowOf(ctx(), connectionId)).toMatchObject({ bucket: 'acme-cur', bucket_before: null });
  });
});

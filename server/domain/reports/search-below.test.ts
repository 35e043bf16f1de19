import { beforeAll, describe, expect, test } from 'vitest';
import { AwsTrouble } from '@/lib/aws-trouble';
import { withScope } from '@/server/db/scope';
import { connectUpToStack, rowOf } from '@/server/testing/connecting';
import { report } from '@/server/testing/corpus/case';
import { eachDatabase } from '@/server/testing/databases';
import { type FakeAws, fakeAws, stackOf } from '@/server/testing/fake-aws';
import { memorySource } from '@/server/testing/memory-source';
import { bucketOf } from '@/server/testing/report-bucket';
import { makeWorld, type World } from '@/server/testing/world';
import { goBack } from '../connections/back';
import { getConnection } from '../connections/get';
import { pollConnection } from '../connections/poll';
import { setReport } from '../connections/report';
import { confirmReport } from './confirm';
import { finishValidation } from './finish-validation';
import { searchBelow } from './search-below';
import { beginValidation, validateReports } from './validate';

eachDatabase((open) => {
  let world: World;
  let aws: FakeAws;
  let next = 0;
  const ctx = () => world.ctxFor('customerAdmin');
  beforeAll(async () => {
    aws = fakeAws();
    world = await makeWorld(await open(), { aws });
    const definitions = new AwsTrouble('denied', { awsName: 'AccessDeniedException' });
    aws.reports = ({ accountId }) => {
      const late = report({ accountId, prefix: 'teams/finance', name: 'late' });
      return memorySource(bucketOf([...report({ accountId }), ...late], { definitions }));
    };
  });

  /** A connection to an account with two reports, validated once. */
  async function validated(): Promise<string> {
    const accountId = String(610000000000 + ++next);
    const connectionId = await connectUpToStack(ctx(), { accountId, bucket: 'acme-cur' });
    Object.assign(aws.account(accountId), { role: 'exact', stack: stackOf() });
    await pollConnection(world.systemCtx(), { connectionId, due: false });
    await validateReports(ctx(), { connectionId });
    return connectionId;
  }

  const rootsOf = async (connectionId: string) =>
    (await getConnection(ctx(), { connectionId })).validation.reports.map(({ root }) => root);
  const search = async (connectionId: string, prefix: string) =>
    searchBelow(ctx(), { connectionId, version: (await rowOf(ctx(), connectionId)).version, prefix });

  describe('searching one folder only', () => {
    test('finds what is in it, is kept, and can be taken back; another bucket forgets it', async () => {
      const connectionId = await validated();
      expect(await rootsOf(connectionId)).toEqual(['cur/hourly/', 'teams/finance/late/']);
      const narrowed = await search(connectionId, 'teams/');
      expect(narrowed.changes).toBeNull();
      expect(await rootsOf(connectionId)).toEqual(['teams/finance/late/']);
      world.clock.advance(60_000);
      await validateReports(ctx(), { connectionId });
      expect(await rootsOf(connectionId)).toEqual(['teams/finance/late/']);
      await search(connectionId, '');
      expect(await rootsOf(connectionId)).toEqual(['cur/hourly/', 'teams/finance/late/']);
      const { timeline } = await getConnection(ctx(), { connectionId });
      expect(timeline.map(({ kind }) => kind)).toEqual(
        expect.arrayContaining(['search_narrowed', 'search_widened']),
      );

      await search(connectionId, 'teams/');
      const { version } = await rowOf(ctx(), connectionId);
      const back = await goBack(ctx(), { connectionId, version, step: 'report' });
      await setReport(ctx(), {
        connectionId,
        version: back.version,
        bucket: 'another-bucket' as never,
        kmsKeyArn: null,
      });
      expect((await rowOf(ctx(), connectionId)).report_prefix).toBeNull();
    });

    test('a confirmed report must lie in the folder', async () => {
      const connectionId = await validated();
      const { version } = await rowOf(ctx(), connectionId);
      await confirmReport(ctx(), { connectionId, version, root: 'cur/hourly/' });
      await expect(search(connectionId, 'teams/')).rejects.toMatchObject({
        code: 'conflict',
        details: { field: 'prefix' },
      });
      expect((await rowOf(ctx(), connectionId)).report_prefix).toBeNull();
      await search(connectionId, 'cur/');
      expect(await rowOf(ctx(), connectionId)).toMatchObject({ report_prefix: 'cur/', state: 'confirmed' });
    });

    test('a form from before is refused, and a look that runs is overtaken', async () => {
      const connectionId = await validated();
      const { version } = await rowOf(ctx(), connectionId);
      const slow = await withScope(ctx(), (tx) =>
        beginValidation(tx, { ctx: ctx(), connectionId, cause: 'user' }),
      );
      if (!slow.validation) throw new Error('another validation runs');
      world.clock.advance(1000);
      await search(connectionId, 'teams/');
      await finishValidation(ctx(), {
        ...slow,
        validation: slow.validation,
        found: { is: 'trouble', trouble: 'too late' },
      });
      const view = await getConnection(ctx(), { connectionId });
      expect(view.validation).toMatchObject({ trouble: null, running: false });
      expect(await rootsOf(connectionId)).toEqual(['teams/finance/late/']);
      await expect(searchBelow(ctx(), { connectionId, version, prefix: '' })).rejects.toMatchObject({
        code: 'stale',
      });
    });
  });
});

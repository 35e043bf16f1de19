import { beforeAll, expect, test } from 'vitest';
import { withScope } from '@/server/db/scope';
import { connectUpToStack, examinationOf, findingOf, reportWith } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { type FakeAws, fakeAws, stackOf } from '@/server/testing/fake-aws';
import { makeWorld, type World } from '@/server/testing/world';
import { pollConnection } from '../connections/poll';
import { finishValidation } from './finish-validation';
import { validationHistory } from './history';
import type { LookResult } from './look-at-reports';
import { beginValidation } from './validate';

eachDatabase((open) => {
  let world: World;
  let aws: FakeAws;
  let connectionId: string;
  beforeAll(async () => {
    aws = fakeAws();
    world = await makeWorld(await open(), { aws });
    const accountId = '600000000001';
    connectionId = await connectUpToStack(world.ctxFor('customerAdmin'), { accountId, bucket: 'acme-cur' });
    Object.assign(aws.account(accountId), { role: 'exact', stack: stackOf() });
    await pollConnection(world.systemCtx(), { connectionId, due: false });
  });

  async function checked(found: LookResult): Promise<void> {
    const ctx = world.ctxFor('customerAdmin');
    world.clock.advance(60_000);
    const begun = await withScope(ctx, (tx) => beginValidation(tx, { ctx, connectionId, cause: 'user' }));
    if (!begun.validation) throw new Error('another validation runs');
    await finishValidation(ctx, { ...begun, validation: begun.validation, found });
  }

  const look = (codes: Parameters<typeof findingOf>[0][]): LookResult => ({
    is: 'examined',
    findings: [],
    examination: examinationOf([
      reportWith(
        'cur/acme/',
        codes.map((code) => findingOf(code)),
      ),
    ]),
  });
  const history = (before?: number) =>
    validationHistory(world.ctxFor('customerAdmin'), { connectionId, before });

  test('every check is kept, newest first, with what it found and what had changed', async () => {
    expect((await history()).entries).toEqual([]);
    await checked(look(['GRANULARITY_NOT_HOURLY']));
    await checked({ is: 'trouble', trouble: 'AWS did not answer.' });
    await checked(look([]));
    const { entries, next } = await history();
    expect(next).toBeNull();
    expect(
      entries.map(({ trouble, reports, changes }) => [trouble, reports[0]?.valid, changes?.fixed.length]),
    ).toEqual([
      [null, true, 1],
      ['AWS did not answer.', undefined, undefined],
      [null, false, undefined],
    ]);
    const dates = entries.map(({ at }) => Date.parse(at));
    expect(dates).toEqual([...dates].sort((a, b) => b - a));
  });

  test('twenty fill a page, and the next page goes on where it ended', async () => {
    for (let count = (await history()).entries.length; count < 23; count += 1) await checked(look([]));
    const first = await history();
    expect(first.entries).toHaveLength(20);
    const second = await history(first.next ?? undefined);
    expect(second.entries).toHaveLength(3);
    expect(second.next).toBeNull();
    const ids = [...first.entries, ...second.entries].map(({ id }) => id);
    expect(new Set(ids).size).toBe(23);
  });

  test('a sibling is told nothing', async () => {
    await expect(validationHistory(world.ctxFor('customerA2Admin'), { connectionId })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { unconfirmedStates } from '@/lib/connection-states';
import { NewContract } from '@/lib/contracts';
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { connectUpToStack, examinationOf, findingOf, reportWith, rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { type FakeAws, fakeAws, stackOf } from '@/server/testing/fake-aws';
import { times } from '@/server/testing/scale';
import { makeWorld, type World } from '@/server/testing/world';
import { cancelContract } from '../contracts/cancel';
import { createContract } from '../contracts/create';
import { contractGate } from '../contracts/gate';
import { confirmReport } from '../reports/confirm';
import { finishValidation } from '../reports/finish-validation';
import { beginValidation, validateOnSchedule, validateReports } from '../reports/validate';
import { goBack } from './back';
import { completeConnection } from './complete';
import { isIn } from './fetch';
import { openStack } from './open-stack';
import { pollConnection } from './poll';
import { checkNow } from './poll-stack';
import { startConnection } from './start';
import { tryAgain } from './try-again';

const RUNS = times({ test: 3, soak: 12 });
const COMMANDS = 25;
const RACES = times({ test: 2, soak: 10 });

const commands = [
  'role appears',
  'role goes',
  'poll',
  'valid reports',
  'invalid reports',
  'role breaks',
  'confirm',
  'complete',
  'go back',
  'go on',
  'try again',
  'contract ends',
  'contract begins',
] as const;
type Command = (typeof commands)[number];

const renewed = {
  name: 'Renewal',
  startDate: '2026-01-01',
  timeZone: 'Europe/Oslo',
  renewal: 'manual',
  intent: 'activate',
};

/** Forward along the order of onboarding: what needs an active contract. */
const rank: readonly string[] = [...unconfirmedStates, 'confirmed', 'complete'];

eachDatabase((open) => {
  let world: World;
  let aws: FakeAws;
  let accounts = 0;
  beforeAll(async () => {
    aws = fakeAws();
    world = await makeWorld(await open(), { aws });
  });
  const system = () => world.systemCtx();
  const customer = () => world.ctxFor('customerAdmin');
  const partner = () => world.ctxFor('resellerAdmin');
  const tenantId = () => world.tenants.customerA1.id;

  const gateIsOpen = (tx: Tx) =>
    contractGate(tx, { tenantId: tenantId(), now: world.clock.now().toISOString() }).then(({ open }) => open);
  const isOpen = () => withScope(system(), gateIsOpen);

  async function examine(connectionId: string, found: 'valid' | 'invalid' | 'broken'): Promise<void> {
    const ctx = system();
    const begun = await withScope(ctx, (tx) => beginValidation(tx, { ctx, connectionId, cause: 'schedule' }));
    const { validation } = begun;
    if (!validation) return;
    const examination = examinationOf([
      reportWith('cur/acme/', found === 'valid' ? [] : [findingOf('GRANULARITY_NOT_HOURLY')]),
    ]);
    await finishValidation(ctx, {
      ...begun,
      validation,
      found:
        found === 'broken'
          ? { is: 'role-unfit', findings: [findingOf('ROLE_NOT_REACHABLE')] }
          : { is: 'examined', findings: [], examination },
    });
  }

  async function endContract(): Promise<void> {
    const active = await withScope(system(), (tx) =>
      tx
        .selectFrom('contracts')
        .select(['id', 'version'])
        .where('tenant_id', '=', tenantId())
        .where('state', '=', 'active')
        .executeTakeFirst(),
    );
    if (active)
      await cancelContract(partner(), { contractId: active.id, version: active.version, reason: '' });
  }

  async function beginContract(): Promise<void> {
    if (await isOpen()) return;
    await createContract(partner(), NewContract.parse({ ...renewed, tenantId: tenantId() }));
  }

  const runs: Record<Command, (row: ConnectionRow) => Promise<unknown>> = {
    'role appears': async (row) =>
      Object.assign(aws.account(row.account_id ?? ''), { role: 'exact', stack: stackOf() }),
    'role goes': async (row) => Object.assign(aws.account(row.account_id ?? ''), { role: 'none' }),
    poll: ({ id }) => pollConnection(system(), { connectionId: id, due: false }),
    'valid reports': ({ id }) => examine(id, 'valid'),
    'invalid reports': ({ id }) => examine(id, 'invalid'),
    'role breaks': ({ id }) => examine(id, 'broken'),
    confirm: ({ id, version }) => confirmReport(customer(), { connectionId: id, version }),
    complete: ({ id, version }) => completeConnection(customer(), { connectionId: id, version }),
    'go back': ({ id, version }) => goBack(customer(), { connectionId: id, version, step: 'account' }),
    'go on': ({ id, version }) => openStack(customer(), { connectionId: id, version }),
    'try again': ({ id, version }) => tryAgain(customer(), { connectionId: id, version }),
    'contract ends': endContract,
    'contract begins': beginContract,
  };

  /** A refusal is an answer; anything else that is thrown is a bug. */
  async function run(command: Command, row: ConnectionRow): Promise<void> {
    try {
      await runs[command](row);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
    world.clock.advance(30_000);
  }

  function advanced(before: ConnectionRow, after: ConnectionRow): boolean {
    return rank.includes(before.state) && rank.indexOf(after.state) > rank.indexOf(before.state);
  }

  test(`${RUNS} ways to do whatever in whatever order: nothing starts, advances or is confirmed without an active contract`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...commands), { minLength: COMMANDS, maxLength: COMMANDS }),
        async (order) => {
          await beginContract();
          accounts += 1;
          const accountId = String(500000000000 + accounts);
          const id = await connectUpToStack(customer(), { accountId, bucket: 'acme-cur' });
          let row = await rowOf(system(), id);
          const externalId = row.external_id;
          for (const command of order) {
            const openBefore = await isOpen();
            await run(command, row);
            const after = await rowOf(system(), id);
            const openAfter = await isOpen();
            if (!openBefore && !openAfter) expect(advanced(row, after)).toBe(false);
            if (!openAfter) expect(isIn(after.state, unconfirmedStates)).toBe(false);
            if (openAfter) expect(after.state).not.toBe('paused');
            if (openBefore && !openAfter && isIn(row.state, unconfirmedStates)) {
              expect(after).toMatchObject({ state: 'paused', state_before: row.state });
            }
            expect(after.external_id).toBe(externalId);
            row = after;
          }
        },
      ),
      { numRuns: RUNS, seed: 20261123 },
    );
  });

  test('what broke before it was confirmed waits for a contract, and Refresh says so', async () => {
    await beginContract();
    accounts += 1;
    const accountId = String(500000000000 + accounts);
    const id = await connectUpToStack(customer(), { accountId, bucket: 'acme-cur' });
    Object.assign(aws.account(accountId), { role: 'exact', stack: stackOf() });
    await pollConnection(system(), { connectionId: id, due: false });
    await examine(id, 'invalid');
    await examine(id, 'broken');
    expect(await rowOf(system(), id)).toMatchObject({ state: 'broken', state_before: 'report_invalid' });
    await endContract();
    world.clock.advance(30 * 60_000);
    expect(await validateOnSchedule(system(), { connectionId: id })).toBeNull();
    const { next_validation_at: next } = await rowOf(system(), id);
    expect(Date.parse(next ?? '')).toBe(world.clock.now().getTime() + 30 * 60_000);
    await expect(validateReports(customer(), { connectionId: id })).rejects.toMatchObject({
      code: 'contract_required',
    });
    await beginContract();
    await examine(id, 'valid');
    expect((await rowOf(system(), id)).state).toBe('report_valid');
  });

  test('a validation that was begun under a contract does not repair after its end', async () => {
    await beginContract();
    accounts += 1;
    const accountId = String(500000000000 + accounts);
    const id = await connectUpToStack(customer(), { accountId, bucket: 'acme-cur' });
    Object.assign(aws.account(accountId), { role: 'exact', stack: stackOf() });
    await pollConnection(system(), { connectionId: id, due: false });
    await examine(id, 'broken');
    const ctx = system();
    const begun = await withScope(ctx, (tx) =>
      beginValidation(tx, { ctx, connectionId: id, cause: 'schedule' }),
    );
    await endContract();
    if (!begun.validation) throw new Error('another validation runs');
    const { validation } = begun;
    await finishValidation(ctx, {
      ...begun,
      validation,
      found: { is: 'examined', findings: [], examination: examinationOf([reportWith('cur/acme/')]) },
    });
    expect(await rowOf(ctx, id)).toMatchObject({ state: 'broken', state_before: 'role_verified' });
  });

  test('Next without a contract says who must renew it, not what a look would find', async () => {
    await beginContract();
    accounts += 1;
    const accountId = String(500000000000 + accounts);
    const id = await connectUpToStack(customer(), { accountId, bucket: 'acme-cur' });
    await endContract();
    await expect(checkNow(customer(), { connectionId: id })).rejects.toMatchObject({
      code: 'contract_required',
      details: { todo: 'Harbour Resale must renew it.' },
    });
  });

  test(`a start, a link and a confirmation race ${RACES} times with the end of the contract: none is left standing outside it`, async () => {
    for (let race = 0; race < RACES; race += 1) {
      await beginContract();
      accounts += 1;
      const accountId = String(500000000000 + accounts);
      const id = await connectUpToStack(customer(), { accountId, bucket: 'acme-cur' });
      Object.assign(aws.account(accountId), { role: 'exact', stack: stackOf() });
      await Promise.allSettled([
        startConnection(customer(), {}),
        pollConnection(system(), { connectionId: id, due: false }),
        endContract(),
        startConnection(customer(), {}),
      ]);
      const standing = await withScope(system(), (tx) =>
        tx
          .selectFrom('connections')
          .select(['id', 'state'])
          .where('tenant_id', '=', tenantId())
          .where('state', 'in', unconfirmedStates)
          .execute(),
      );
      expect(standing).toEqual([]);
    }
  });
});

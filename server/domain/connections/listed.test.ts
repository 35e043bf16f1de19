import { beforeEach, describe, expect, test } from 'vitest';
import { AccountForm, ReportForm } from '@/lib/connections';
import { NewInsightAccount } from '@/lib/insights';
import { withScope } from '@/server/db/scope';
import { connectUpToStack, examinationOf, findingOf, reportWith, rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { type FakeAws, fakeAws, stackOf } from '@/server/testing/fake-aws';
import { makeWorld, type World } from '@/server/testing/world';
import { linkInsightAccount } from '../insights/link';
import { confirmReport, setAutoConfirm } from '../reports/confirm';
import { finishValidation } from '../reports/finish-validation';
import { beginValidation } from '../reports/validate';
import { setAccount } from './account';
import { goBack } from './back';
import { openStack } from './open-stack';
import { pollConnection } from './poll';
import { setReport } from './report';
import { reviewConnection } from './review';
import { startConnection } from './start';
import { tryAgain } from './try-again';

const listed = '111111111111';
const other = '222222222222';
const refusal = {
  code: 'conflict',
  details: {
    happened: 'The contract "Fjord Foods 2026" does not list 2222-2222-2222.',
    todo: 'Harbour Resale can add it to the contract.',
  },
};

eachDatabase((open) => {
  describe('a contract that lists its accounts', () => {
    let world: World;
    let aws: FakeAws;
    beforeEach(async () => {
      aws = fakeAws();
      world = await makeWorld(await open(), { aws });
    });
    const customer = () => world.ctxFor('customerAdmin');
    const row = (connectionId: string) => rowOf(world.systemCtx(), connectionId);

    /** From now on the contract covers these accounts only. */
    const list = (...accounts: string[]) =>
      withScope(world.systemCtx(), (tx) =>
        tx
          .updateTable('contracts')
          .set({ accounts_mode: 'listed', account_ids_json: JSON.stringify(accounts) })
          .where('tenant_id', '=', world.tenants.customerA1.id)
          .execute(),
      );

    async function atAccount(): Promise<{ connectionId: string; version: number }> {
      const { id: connectionId } = await startConnection(customer(), {});
      const { version } = await reviewConnection(customer(), {
        connectionId,
        version: 1,
        billingTransfer: 'no',
      });
      return { connectionId, version };
    }

    /** A connection whose IAM role is proven, of the account that is about to leave the list. */
    async function verified(): Promise<string> {
      Object.assign(aws.account(other), { role: 'exact', stack: stackOf() });
      const connectionId = await connectUpToStack(customer(), { accountId: other, bucket: 'acme-cur' });
      await pollConnection(world.systemCtx(), { connectionId, due: false });
      return connectionId;
    }

    async function found(connectionId: string, valid: boolean): Promise<void> {
      const ctx = world.systemCtx();
      const begun = await withScope(ctx, (tx) =>
        beginValidation(tx, { ctx, connectionId, cause: 'schedule' }),
      );
      const { validation } = begun;
      if (!validation) throw new Error('another validation runs');
      const examination = examinationOf([
        reportWith('cur/acme/', valid ? [] : [findingOf('GRANULARITY_NOT_HOURLY')]),
      ]);
      await finishValidation(ctx, {
        ...begun,
        validation,
        found: { is: 'examined', findings: [], examination },
      });
    }

    test('refuses another account, and says who can add it', async () => {
      await list(listed);
      const at = await atAccount();
      const refused = setAccount(customer(), AccountForm.parse({ ...at, accountId: other }));
      await expect(refused).rejects.toMatchObject({
        ...refusal,
        details: { ...refusal.details, field: 'accountId' },
      });
      expect((await row(at.connectionId)).account_id).toBeNull();
      const taken = await setAccount(customer(), AccountForm.parse({ ...at, accountId: listed }));
      expect(taken.step).toBe('report');
    });

    test('is asked again before the stack, and before a new attempt', async () => {
      const { connectionId, version } = await atAccount();
      const account = await setAccount(
        customer(),
        AccountForm.parse({ connectionId, version, accountId: other }),
      );
      const draft = await setReport(
        customer(),
        ReportForm.parse({ connectionId, version: account.version, bucket: 'acme-cur' }),
      );
      await list(listed);
      const open = () => openStack(customer(), { connectionId, version: draft.version });
      await expect(open()).rejects.toMatchObject(refusal);
      expect((await row(connectionId)).link_made_at).toBeNull();
      await list(listed, other);
      const opened = await open();
      await list(listed);
      await expect(tryAgain(customer(), { connectionId, version: opened.version })).rejects.toMatchObject(
        refusal,
      );
    });

    test('is asked again at Confirm, by a person and by "confirm it for me"', async () => {
      const connectionId = await verified();
      await found(connectionId, false);
      const { version } = await row(connectionId);
      const auto = await setAutoConfirm(customer(), { connectionId, version, autoConfirm: 'yes' });
      await list(listed);
      await found(connectionId, true);
      expect((await row(connectionId)).state).toBe('report_valid');
      await expect(confirmReport(customer(), { connectionId, version: auto.version })).rejects.toMatchObject(
        refusal,
      );
      await list(listed, other);
      expect((await confirmReport(customer(), { connectionId, version: auto.version })).state).toBe(
        'confirmed',
      );
    });

    test('lists AWS management accounts: any account is linked for insights, also after going back', async () => {
      await list(listed);
      const linked = await linkInsightAccount(
        customer(),
        NewInsightAccount.parse({ accountId: other, wanted: 'security_hub' }),
      );
      const opened = await openStack(customer(), { connectionId: linked.id, version: linked.version });
      const back = await goBack(customer(), {
        connectionId: linked.id,
        version: opened.version,
        step: 'account',
      });
      const again = await setAccount(
        customer(),
        AccountForm.parse({ connectionId: linked.id, version: back.version, accountId: other }),
      );
      expect(again.step).toBe('stack');
    });
  });
});

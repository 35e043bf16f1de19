import { AwsTrouble } from '@/lib/aws-trouble';
import type { ConnectionState } from '@/lib/connection-states';
import { scopeOfInstallation } from '@/server/auth/scope';
import type { Ctx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { assumeWithHeld, heldOf } from '../connections/held';
import type { Answer, Evidence } from './judge';

/** How many other IAM roles are asked at most. The first that lets us in ends the asking. */
const MOST = 5;

type Asked = Pick<
  ConnectionRow,
  'id' | 'tenant_id' | 'account_id' | 'role_name' | 'external_id' | 'next_external_id'
>;

/** States of a role that let us in at its last look. */
const proven = [
  'role_verified',
  'awaiting_report',
  'report_invalid',
  'report_valid',
  'confirmed',
  'complete',
] as const satisfies readonly ConnectionState[];

/** Who AWS says that we are. Trouble that is not about our credentials leaves it unknown. */
export async function askWhoWeAre(ctx: Pick<Ctx, 'aws' | 'settings'>): Promise<Evidence['caller']> {
  try {
    const arn = await ctx.aws.ownIdentity();
    return { is: 'known', arn, trusted: ctx.settings.operatorPrincipalArn };
  } catch (error) {
    if (!(error instanceof AwsTrouble)) throw error;
    return { is: error.kind === 'expired' ? 'refused' : 'unknown' };
  }
}

/** The operator's own role; null: there is none. */
export async function askCanary(ctx: Pick<Ctx, 'aws' | 'settings'>): Promise<Answer | null> {
  const { canaryRole } = ctx.settings;
  return (
    canaryRole &&
    answerOf(() => ctx.aws.assumeRole({ ...canaryRole, externalId: null, purpose: { for: 'entry' } }))
  );
}

/** Asks other IAM roles one after the other until one lets us in. `besides`: the connection that refuses us; null: there is none. */
export async function askOthers(ctx: Ctx, besides: Asked | null): Promise<Evidence['others']> {
  const others = await withScope({ db: ctx.db, actor: { scope: scopeOfInstallation() } }, (tx) =>
    someOthers(tx, { besides, from: ctx.newId() }),
  );
  const asked: Evidence['others'] = [];
  for (const other of others) {
    const answer = await askAgain(ctx, other);
    asked.push({ tenant: other.tenant_id, answer });
    if (answer === 'accepted') break;
  }
  return asked;
}

export function askAgain(ctx: Pick<Ctx, 'aws'>, connection: Asked): Promise<Answer> {
  const { account_id, role_name } = connection;
  const call = {
    accountId: account_id ?? '',
    roleName: role_name ?? '',
    purpose: { for: 'entry' },
  } as const;
  return answerOf(() => assumeWithHeld(ctx.aws, { call, held: heldOf(connection) }));
}

async function answerOf(ask: () => Promise<unknown>): Promise<Answer> {
  try {
    await ask();
    return 'accepted';
  } catch (error) {
    if (!(error instanceof AwsTrouble)) throw error;
    return error.kind === 'denied' ? 'refused' : 'unknown';
  }
}

/**
 * IAM roles of other accounts, of as many end customers as there are. A named exception to the scope: they are only asked whether they
 * let us in, and nobody is told of them. Taken from a chance place in the order of their IDs, so that no tenant can see to it that its
 * own are the ones that are asked.
 */
async function someOthers(tx: Tx, of: { besides: Asked | null; from: string }): Promise<Asked[]> {
  const after = await page(tx, { ...of, side: '>=' });
  const found = after.length < PAGE ? [...after, ...(await page(tx, { ...of, side: '<' }))] : after;
  const tenants = new Set([of.besides?.tenant_id]);
  const accounts = new Set([of.besides?.account_id]);
  const isFirst = (seen: Set<string | null | undefined>, value: string | null) =>
    !seen.has(value) && seen.add(value) !== undefined;
  const ofOthers = found.filter(
    (one) => !accounts.has(one.account_id) && isFirst(tenants, one.tenant_id) && accounts.add(one.account_id),
  );
  const ofSame = found.filter((one) => isFirst(accounts, one.account_id));
  return [...ofOthers, ...ofSame].slice(0, MOST);
}

/** Enough to meet several end customers when some have many accounts. */
const PAGE = 50;

function page(tx: Tx, of: { besides: Asked | null; from: string; side: '>=' | '<' }): Promise<Asked[]> {
  return tx
    .selectFrom('connections')
    .select(['id', 'tenant_id', 'account_id', 'role_name', 'external_id', 'next_external_id'])
    .where('state', 'in', proven)
    .where('role_name', 'is not', null)
    .where('id', of.side, of.from)
    .where('id', '<>', of.besides?.id ?? '')
    .where(visible(scopeOfInstallation(), 'connections'))
    .orderBy('id')
    .limit(PAGE)
    .execute();
}

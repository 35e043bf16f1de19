import type { HomeQuery } from '@/lib/customers';
import type { HelpRow } from '@/lib/help';
import { type Progress, progressOf, type TroubleRow, type TurnSide } from '@/lib/onboarding';
import type { UserActor } from '@/server/auth/actor';
import { canInOwn } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { notFound } from '@/server/errors';
import { helpForPartner } from '../help/list';
import { type Facts, loadFacts } from './facts';
import { ownHome } from './own-home';
import { deriveTasks } from './tasks';
import { troublesForPartner } from './troubles';
import { viewerOf } from './viewer';

/** More rows than anybody works through; the rest is on Customers. */
const MOST_ROWS = 100;

/** Home of the person's tier: a partner sees who is still onboarding and whose turn it is, an end customer its own tasks. */
export function home(ctx: Ctx<UserActor>, input: HomeQuery) {
  return withScope(ctx, async (tx, scope) => {
    const now = ctx.now().toISOString();
    const all = await loadFacts(tx, { scope });
    const own = all.find((facts) => facts.tenant.id === ctx.actor.tenantId);
    if (!own) throw notFound();
    if (ctx.actor.tenantKind === 'customer') {
      return { kind: 'customer' as const, now, ...(await ownHome(tx, { ctx, facts: own })) };
    }
    const ownTasks = progressOf(deriveTasks(own, viewerOf(ctx.actor, own.tenant)));
    return {
      kind: 'partner' as const,
      now,
      /** A reseller's own onboarding, while it lasts. */
      own: ownTasks.done ? null : ownTasks,
      mayAdd: canInOwn(ctx.actor, 'customer:add'),
      ...withWork(below(ctx, { all, turn: input.turn, now }), {
        help: await helpForPartner(tx, ctx),
        troubles: await troublesForPartner(tx, ctx),
      }),
    };
  });
}

/** What customers ask, and what of theirs does not work any more, counts among what needs the partner. */
function withWork(home: ReturnType<typeof below>, work: { help: HelpRow[]; troubles: TroubleRow[] }) {
  const isShown = home.turn === '' || home.turn === 'partner';
  const partner = home.counts.partner + work.help.length + work.troubles.length;
  return {
    ...home,
    counts: { ...home.counts, partner },
    help: isShown ? work.help : [],
    troubles: isShown ? work.troubles : [],
  };
}

interface HomeRow {
  id: string;
  name: string;
  parentName: string | null;
  progress: Progress;
}

function below(ctx: Ctx<UserActor>, of: { all: Facts[]; turn: HomeQuery['turn']; now: string }) {
  const rows: HomeRow[] = of.all
    .filter((facts) => facts.tenant.id !== ctx.actor.tenantId)
    .map((facts) => ({
      id: facts.tenant.id,
      name: facts.tenant.name,
      parentName: facts.parentName,
      progress: progressOf(deriveTasks(facts, viewerOf(ctx.actor, facts.tenant))),
    }));
  const open = rows.filter((row) => !row.progress.done).sort(mostStuckFirst);
  const month = of.now.slice(0, 7);
  const finished = rows
    .filter((row) => row.progress.doneAt?.startsWith(month))
    .sort((a, b) => (b.progress.doneAt ?? '').localeCompare(a.progress.doneAt ?? ''));
  const count = (side: TurnSide) => open.filter((row) => sideOf(row) === side).length;
  const shown =
    of.turn === 'done' ? finished : open.filter((row) => of.turn === '' || sideOf(row) === of.turn);
  return {
    counts: { partner: count('partner'), tenant: count('tenant'), aws: count('aws'), done: finished.length },
    turn: of.turn,
    rows: shown.slice(0, MOST_ROWS),
    more: Math.max(0, shown.length - MOST_ROWS),
    hasCustomers: rows.length > 0,
  };
}

const sides: readonly TurnSide[] = ['partner', 'tenant', 'aws', 'clock'];

/** Whose turn it is as seen from here: a reseller's turn is no turn of the distributor, who waits for it as for a customer. */
function sideOf({ progress }: HomeRow): TurnSide | null {
  const turn = progress.next?.turn;
  if (!turn) return null;
  return turn.side === 'partner' && !turn.isYours ? 'tenant' : turn.side;
}

/** What the partner can act on first, then whoever is waited for; inside each, the longest wait first. */
function mostStuckFirst(a: HomeRow, b: HomeRow): number {
  const side = (row: HomeRow) => {
    const turn = sideOf(row);
    return turn ? sides.indexOf(turn) : sides.length;
  };
  const since = (row: HomeRow) => row.progress.next?.since ?? '9';
  return side(a) - side(b) || since(a).localeCompare(since(b)) || a.name.localeCompare(b.name);
}

import type { CustomerQuery } from '@/lib/customers';
import { type Progress, progressOf } from '@/lib/onboarding';
import type { TenantKind } from '@/lib/tenants';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import type { MembershipState } from '@/server/db/people-tables';
import { withScope } from '@/server/db/scope';
import type { DeliveryHealth } from '@/server/db/tables';
import { forbidden } from '@/server/errors';
import { shownHealth } from '../connections/shown-health';
import { type Facts, loadFacts } from '../onboarding/facts';
import { deriveTasks } from '../onboarding/tasks';
import { type Viewer, viewerOf } from '../onboarding/viewer';
import { kindsToAdd } from './parents';

/** Rows of a page; a branch is never cut, so a page may be a little longer. */
const PAGE = 200;

export interface CustomerRow {
  id: string;
  parentId: string | null;
  /** 0 is the actor's own tenant. */
  depth: number;
  kind: TenantKind;
  name: string;
  domain: string;
  progress: Progress;
  delivery: DeliveryHealth;
  firstAdmin: { name: string; email: string; state: MembershipState } | null;
  /** It matches the filters itself; false for a parent that stays because a child matches. */
  matches: boolean;
}

/**
 * The tree from the actor's own tenant down, by name, with progress, CUR delivery and first Admin. A parent stays when a child
 * matches the filters. `after` is the `next` of the page before: the branch with which that page ended.
 */
export function listCustomers(ctx: Ctx<UserActor>, input: CustomerQuery) {
  if (ctx.actor.tenantKind === 'customer') throw forbidden();
  return withScope(ctx, async (tx, scope) => {
    const facts = await loadFacts(tx, { scope });
    const now = ctx.now().toISOString();
    const rows = inTree(
      facts.map((one) => toRow(one, { ctx, input, now })),
      ctx.actor.tenantId,
    );
    const kept = keepParents(rows);
    const page = cutBranches(kept, input.after);
    return {
      rows: page.rows,
      next: page.next,
      found: kept.filter((row) => row.matches).length,
      total: rows.length,
      kindsToAdd: kindsToAdd(ctx.actor),
      now,
    };
  });
}

function toRow(facts: Facts, of: { ctx: Ctx<UserActor>; input: CustomerQuery; now: string }): CustomerRow {
  const { tenant } = facts;
  const viewer = viewerOf(of.ctx.actor, tenant);
  const row = {
    id: tenant.id,
    parentId: tenant.id === of.ctx.actor.tenantId ? null : tenant.parent_id,
    depth: 0,
    kind: tenant.kind,
    name: tenant.name,
    domain: tenant.domain,
    progress: progressOf(deriveTasks(facts, viewer)),
    delivery: viewer.mayReadConnections ? worstDelivery(facts, of.now) : 'not_available',
    firstAdmin: firstAdmin(facts, viewer),
  };
  return { ...row, matches: matches(row, of.input) };
}

function matches(row: Omit<CustomerRow, 'matches'>, input: CustomerQuery): boolean {
  const words = input.name.toLocaleLowerCase('en');
  if (words !== '' && !`${row.name}\n${row.domain}`.toLocaleLowerCase('en').includes(words)) return false;
  if (input.delivery !== '' && (row.kind !== 'customer' || row.delivery !== input.delivery)) return false;
  return input.status === '' || row.progress.status === input.status;
}

/** Worst first: the health of a tenant is that of its sickest connection. */
const worstFirst: readonly DeliveryHealth[] = ['failed', 'warning', 'success', 'not_available'];

function worstDelivery(facts: Facts, now: string): DeliveryHealth {
  const found = facts.connections
    .filter((one) => one.purpose === 'reports')
    .map((one) => shownHealth(one, now).health);
  return worstFirst.find((health) => found.includes(health)) ?? 'not_available';
}

function firstAdmin(facts: Facts, viewer: Viewer): CustomerRow['firstAdmin'] {
  if (!viewer.mayReadUsers) return null;
  const admin = facts.admins.find((one) => one.state === 'active') ?? facts.admins[0];
  if (!admin) return null;
  return {
    name: `${admin.first_name} ${admin.last_name}`.trim(),
    email: admin.email,
    state: admin.state,
  };
}

/** Depth first from the root; siblings keep their order, which is by name. */
function inTree(rows: CustomerRow[], rootId: string): CustomerRow[] {
  const children = new Map<string, CustomerRow[]>();
  for (const row of rows) {
    if (row.parentId === null) continue;
    const siblings = children.get(row.parentId);
    if (siblings) siblings.push(row);
    else children.set(row.parentId, [row]);
  }
  const walk = (row: CustomerRow, depth: number): CustomerRow[] => [
    { ...row, depth },
    ...(children.get(row.id) ?? []).sort(byName).flatMap((child) => walk(child, depth + 1)),
  ];
  const root = rows.find((row) => row.id === rootId);
  return root ? walk(root, 0) : [];
}

function keepParents(rows: CustomerRow[]): CustomerRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const kept = new Set<string>();
  for (const row of rows) {
    if (!row.matches) continue;
    for (let at: CustomerRow | undefined = row; at; at = at.parentId ? byId.get(at.parentId) : undefined) {
      kept.add(at.id);
    }
  }
  return rows.filter((row) => kept.has(row.id));
}

/** The root, then whole branches below it until a page is full. The key is the name and id of the last branch. */
function cutBranches(rows: CustomerRow[], after: string): { rows: CustomerRow[]; next: string | null } {
  const [root, ...rest] = rows;
  if (!root) return { rows: [], next: null };
  const branches: CustomerRow[][] = [];
  for (const row of rest) {
    if (row.depth === 1) branches.push([row]);
    else branches.at(-1)?.push(row);
  }
  const begin = after === '' ? 0 : branches.findIndex((branch) => isAfter(branch[0], after));
  const page: CustomerRow[] = [root];
  let index = begin < 0 ? branches.length : begin;
  let last: CustomerRow | undefined;
  for (; index < branches.length && page.length < PAGE; index += 1) {
    const branch = branches[index] ?? [];
    page.push(...branch);
    last = branch[0];
  }
  return { rows: page, next: last && index < branches.length ? keyOf(last) : null };
}

function keyOf(row: CustomerRow): string {
  return `${row.name}|${row.id}`;
}

function isAfter(row: CustomerRow | undefined, key: string): boolean {
  const cut = key.lastIndexOf('|');
  return row !== undefined && byName(row, { name: key.slice(0, cut), id: key.slice(cut + 1) }) > 0;
}

type Named = { name: string; id: string };

/** The databases' collations differ, so the order is made here. */
function byName(a: Named, b: Named): number {
  return a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : Number(a.id > b.id));
}

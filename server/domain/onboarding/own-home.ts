import { hasReports, standing, stepAddress, stepToOpen } from '@/lib/connections';
import { progressOf, type TaskButton } from '@/lib/onboarding';
import { can, type UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import type { Tx } from '@/server/db/scope';
import { stepFacts } from '../connections/fetch';
import { shownHealth } from '../connections/shown-health';
import { contractGate } from '../contracts/gate';
import { continueButton } from './account-task';
import type { ConnectionFacts, Facts } from './facts';
import { deriveTasks } from './tasks';
import { viewerOf } from './viewer';

/** Home of an end customer: its tasks, its partner's contact, the one button, and CUR delivery of each connected account. */
export async function ownHome(tx: Tx, of: { ctx: Ctx<UserActor>; facts: Facts }) {
  const { ctx, facts } = of;
  const viewer = viewerOf(ctx.actor, facts.tenant);
  const reports = facts.connections.filter((one) => one.purpose === 'reports');
  const gate = await contractGate(tx, { tenantId: facts.tenant.id, now: ctx.now().toISOString() });
  return {
    tenantName: facts.tenant.name,
    progress: progressOf(deriveTasks(facts, viewer)),
    gate: gate.open ? null : { says: gate.says, todo: gate.todo },
    partner: await partnerContact(tx, facts),
    mayConnect: viewer.mayConnect,
    button: mainButton(reports, { mayConnect: viewer.mayConnect, isOpen: gate.open }),
    accounts: reports
      .filter((one) => one.completed_at !== null || one.confirmed_at !== null)
      .map((one) => delivery(ctx, one)),
  };
}

/** Nothing connected: connect; half-way: continue; connected: manage (product.md section 5). */
function mainButton(
  reports: ConnectionFacts[],
  may: { mayConnect: boolean; isOpen: boolean },
): TaskButton | null {
  const manage = { label: 'Manage AWS integrations', href: '/assets' };
  if (reports.some((one) => one.completed_at !== null)) return manage;
  const halfway = [...reports].reverse().find((one) => standing(stateOf(one)) !== 'unsupported');
  if (!may.mayConnect) return reports.length > 0 ? manage : null;
  if (halfway) return continueButton(halfway);
  return may.isOpen
    ? { label: 'Connect your AWS Management Account', href: '/connections/new', post: {} }
    : null;
}

function stateOf(connection: ConnectionFacts) {
  return { state: connection.state, stateBefore: connection.state_before };
}

function delivery(ctx: Pick<Ctx, 'actor' | 'now'>, connection: ConnectionFacts) {
  const { actor } = ctx;
  const { health, isStale } = shownHealth(connection, ctx.now().toISOString());
  const facts = stepFacts(connection);
  return {
    id: connection.id,
    href: stepAddress({ id: connection.id, step: stepToOpen(facts) }),
    mayValidate: hasReports(facts) && can(actor, 'report:validate', connection.tenant_id),
    accountId: connection.account_id,
    bucket: connection.bucket,
    health,
    isStale,
    nextCheckAt: connection.next_validation_at,
  };
}

/**
 * Whom the end customer asks: the person of its direct partner who invited its first Admin, else the partner's first active Admin.
 * The rows above are read by the parent's id alone, which is what a tenant may know of its partner.
 */
async function partnerContact(tx: Tx, facts: Facts) {
  const parentId = facts.tenant.parent_id;
  if (!parentId || !facts.parentName) return null;
  const people = await tx
    .selectFrom('memberships')
    .innerJoin('identities', 'identities.id', 'memberships.identity_id')
    .select(['identities.id', 'identities.first_name', 'identities.last_name', 'identities.email'])
    .where('memberships.tenant_id', '=', parentId)
    .where('memberships.state', '=', 'active')
    .where('memberships.role', '=', 'admin')
    .orderBy('memberships.activated_at')
    .orderBy('memberships.id')
    .execute();
  const invited = await tx
    .selectFrom('memberships')
    .select('invited_by')
    .where('tenant_id', '=', facts.tenant.id)
    .where('role', '=', 'admin')
    .orderBy('invited_at')
    .executeTakeFirst();
  const person = people.find((one) => one.id === invited?.invited_by) ?? people[0];
  return {
    company: facts.parentName,
    name: person ? `${person.first_name} ${person.last_name}`.trim() : null,
    email: person?.email ?? null,
  };
}

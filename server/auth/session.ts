import { decode, encode } from 'next-auth/jwt';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import { env } from '@/server/env';
import type { UserActor } from './actor';
import { sessionSeconds } from './cookies';
import { scopeOfInstallation, scopeOfTenant } from './scope';

type Deps = Pick<Ctx, 'db' | 'now'>;

/** Signs the session's id into a cookie value. The signature alone admits nobody: the row is read on every request. */
export function signSession(sessionId: string): Promise<string> {
  return encode({ token: { sid: sessionId }, secret: env().AUTH_SECRET, maxAge: sessionSeconds });
}

/** The session id inside a cookie value, or null when it is absent, forged or too old. */
export async function readSessionId(cookie: string | undefined): Promise<string | null> {
  if (!cookie) return null;
  try {
    const token = await decode({ token: cookie, secret: env().AUTH_SECRET });
    return typeof token?.sid === 'string' ? token.sid : null;
  } catch {
    return null; // a cookie that does not decrypt is the same as none
  }
}

/**
 * The person behind a session row: null when it ended, expired, or the membership is not active any more. This look-up happens
 * before there is a scope, so it is one of the named exceptions that read the whole installation.
 */
export async function actorOfSession(deps: Deps, sessionId: string): Promise<UserActor | null> {
  const actor = { scope: scopeOfInstallation() };
  const row = await withScope({ db: deps.db, actor }, (tx) => readSession(tx, sessionId));
  if (!row || row.ended_at !== null || row.expires_at <= deps.now().toISOString()) return null;
  return row.state === 'active' ? toActor(sessionId, row) : null;
}

/** The person of a session that this transaction has just started, for what is recorded in their name. */
export async function actorInside(tx: Tx, sessionId: string): Promise<UserActor> {
  return toActor(sessionId, await readSession(tx, sessionId));
}

function toActor(sessionId: string, row: Awaited<ReturnType<typeof readSession>>): UserActor {
  if (!row) throw new Error('the session is not in this transaction');
  return {
    kind: 'user',
    identityId: row.identity_id,
    membershipId: row.membership_id,
    sessionId,
    email: row.email,
    name: `${row.first_name} ${row.last_name}`.trim(),
    tenantId: row.tenant_id,
    tenantKind: row.tenant_kind,
    tenantName: row.tenant_name,
    resellerId: row.reseller_id,
    distributorId: row.distributor_id,
    role: row.role,
    belowRole: row.tenant_kind === 'customer' ? 'none' : (row.below_role ?? 'none'),
    scope: scopeOfTenant({ id: row.tenant_id, kind: row.tenant_kind }),
  };
}

function readSession(tx: Tx, sessionId: string) {
  return tx
    .selectFrom('sessions')
    .innerJoin('memberships', 'memberships.id', 'sessions.membership_id')
    .innerJoin('identities', 'identities.id', 'memberships.identity_id')
    .innerJoin('tenants', 'tenants.id', 'memberships.tenant_id')
    .select([
      'sessions.ended_at',
      'sessions.expires_at',
      'sessions.identity_id',
      'sessions.membership_id',
      'memberships.state',
      'memberships.role',
      'memberships.below_role',
      'memberships.tenant_id',
      'memberships.reseller_id',
      'memberships.distributor_id',
      'identities.email',
      'identities.first_name',
      'identities.last_name',
      'tenants.kind as tenant_kind',
      'tenants.name as tenant_name',
    ])
    .where('sessions.id', '=', sessionId)
    .executeTakeFirst();
}

/** Writes a session row inside the caller's transaction and returns its id. */
export async function startSession(
  tx: Tx,
  session: { id: string; identityId: string; membershipId: string; now: Date },
): Promise<string> {
  await tx
    .insertInto('sessions')
    .values({
      id: session.id,
      identity_id: session.identityId,
      membership_id: session.membershipId,
      created_at: session.now.toISOString(),
      expires_at: new Date(session.now.getTime() + sessionSeconds * 1000).toISOString(),
      ended_at: null,
    })
    .execute();
  return session.id;
}

/** Ends sessions at once: one by id, all of a membership (disable, role change), or all of an identity (password change). */
export async function endSessions(
  tx: Tx,
  which: { now: Date } & (
    | { id: string }
    | { membershipId: string }
    | { identityId: string; except?: string }
  ),
): Promise<void> {
  let update = tx
    .updateTable('sessions')
    .set({ ended_at: which.now.toISOString() })
    .where('ended_at', 'is', null);
  if ('id' in which) update = update.where('id', '=', which.id);
  else if ('membershipId' in which) update = update.where('membership_id', '=', which.membershipId);
  else {
    update = update.where('identity_id', '=', which.identityId);
    if (which.except) update = update.where('id', '!=', which.except);
  }
  await update.execute();
}

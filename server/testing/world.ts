import type { Insertable } from 'kysely';
import type { BelowRole, MemberRole } from '@/lib/roles';
import type { TenantKind } from '@/lib/tenants';
import type { SystemActor, UserActor } from '@/server/auth/actor';
import { sessionSeconds } from '@/server/auth/cookies';
import { scopeOfInstallation, scopeOfTenant } from '@/server/auth/scope';
import type { Aws } from '@/server/aws/port';
import type { Ctx, Settings } from '@/server/context';
import type { Database } from '@/server/db/client';
import { withScope } from '@/server/db/scope';
import type { Tables, TenantRow } from '@/server/db/tables';
import type { TenantColumns } from '@/server/db/tenant-columns';
import type { Jobs } from '@/server/jobs/queue';
import type { Log } from '@/server/log';
import { type TestClock, testClock } from './clock';
import { countedIds, fakeJobs, silentLog, untouchable } from './stand-ins';

/** Two branches under one distributor: A with two end customers (the second without a contract), B with one. */
const tenantSeeds = {
  distributor: { kind: 'distributor', parent: null, name: 'Northern Cloud', contract: true },
  resellerA: { kind: 'reseller', parent: 'distributor', name: 'Harbour Resale', contract: true },
  resellerB: { kind: 'reseller', parent: 'distributor', name: 'Coastline', contract: false },
  customerA1: { kind: 'customer', parent: 'resellerA', name: 'Fjord Foods', contract: true },
  customerA2: { kind: 'customer', parent: 'resellerA', name: 'Alta Media', contract: false },
  customerB1: { kind: 'customer', parent: 'resellerB', name: 'Northwind', contract: true },
} as const satisfies Record<
  string,
  { kind: TenantKind; parent: string | null; name: string; contract: boolean }
>;

export type TenantKey = keyof typeof tenantSeeds;

interface UserSeed {
  tenant: TenantKey;
  role: MemberRole;
  below: BelowRole | null;
}

/** Everybody is active and signed in; the key says tenant, role and role in customers below. */
const userSeeds = {
  distributorAdmin: { tenant: 'distributor', role: 'admin', below: 'admin' },
  distributorAdminBelowSales: { tenant: 'distributor', role: 'admin', below: 'sales' },
  distributorAdminBelowNone: { tenant: 'distributor', role: 'admin', below: 'none' },
  distributorSales: { tenant: 'distributor', role: 'sales', below: 'sales' },
  resellerAdmin: { tenant: 'resellerA', role: 'admin', below: 'admin' },
  resellerAdminBelowSales: { tenant: 'resellerA', role: 'admin', below: 'sales' },
  resellerAdminBelowNone: { tenant: 'resellerA', role: 'admin', below: 'none' },
  resellerSales: { tenant: 'resellerA', role: 'sales', below: 'sales' },
  resellerSalesBelowAdmin: { tenant: 'resellerA', role: 'sales', below: 'admin' },
  resellerBAdmin: { tenant: 'resellerB', role: 'admin', below: 'admin' },
  customerAdmin: { tenant: 'customerA1', role: 'admin', below: null },
  customerViewer: { tenant: 'customerA1', role: 'viewer', below: null },
  customerA2Admin: { tenant: 'customerA2', role: 'admin', below: null },
  customerBAdmin: { tenant: 'customerB1', role: 'admin', below: null },
} as const satisfies Record<string, UserSeed>;

export type UserKey = keyof typeof userSeeds;

/** The password of everybody in the world, and its argon2id hash (made with small costs: tests verify it often). */
export const worldPassword = 'harbour-kettle-violet';
const worldPasswordHash =
  '$argon2id$v=19$m=8192,t=1,p=1$q0FAt0g0C7XjzBGdOEZwKA$z6MbUSSBKYQbHgF/RCUcUssVmhPEUcdxjh3nEj9ECGw';

export interface World {
  database: Database;
  tenants: Record<TenantKey, TenantRow>;
  users: Record<UserKey, UserActor>;
  /** Stands still until it is set or advanced. */
  clock: Pick<TestClock, 'now' | 'set' | 'advance'>;
  /** What was enqueued, in order. */
  jobs: ReturnType<typeof fakeJobs>;
  newId(): string;
  newSecret(): string;
  ctxFor(user: UserKey): Ctx<UserActor>;
  systemCtx(): Ctx<SystemActor>;
}

/** What a test brings itself; AWS throws on its first use unless one is given. */
export interface WorldOptions {
  aws?: Aws;
  jobs?: Jobs;
  log?: Log;
  settings?: Partial<Settings>;
}

/** The settings of a world, unless a test brings others. */
export const worldSettings: Settings = {
  baseUrl: 'https://console.example',
  authSecret: 'a secret of tests with more than 32 characters',
  demo: false,
  holdsMail: false,
  operatorPrincipalArn: 'arn:aws:iam::999988887777:root',
  canaryRole: { accountId: '999988887777', roleName: 'tributary-canary' },
  templateBaseUrl: null,
  doorbell: null,
  consoleUrl: null,
  stackPollSeconds: 3,
  // The clock stands still in most tests, so nothing would be filled up again.
  assumeRolePerSecond: 1_000_000,
};

/**
 * Fills a migrated database with two branches of tenants, users of every role, contracts and sessions, by direct inserts. Each
 * call makes a further, separate world in the same database, with a settable clock and counted ids.
 */
export async function makeWorld(database: Database, options: WorldOptions = {}): Promise<World> {
  const installation: SystemActor = { kind: 'system', name: 'Tributary', scope: scopeOfInstallation() };
  const clock = testClock();
  const seeded = await withScope({ db: database, actor: installation }, async (tx) => {
    const worlds = await tx.selectFrom('tenants').select('id').where('parent_id', 'is', null).execute();
    const counted = countedIds(worlds.length + 1);
    const base = { now: clock.now(), newId: counted.newId, world: worlds.length + 1 };
    const tenants = tenantRows(base);
    const { users, identities, memberships } = userRows(base, tenants);
    // A statement for each table, whatever the number of rows: worlds are made before every test.
    await tx.insertInto('tenants').values(Object.values(tenants)).execute();
    await tx.insertInto('contracts').values(contractRows(base, tenants)).execute();
    await tx.insertInto('identities').values(identities).execute();
    await tx.insertInto('memberships').values(memberships).execute();
    await tx.insertInto('sessions').values(sessionRows(base, users)).execute();
    return { ...counted, tenants, users };
  });
  const jobs = fakeJobs();
  const deps: Omit<Ctx, 'actor'> = {
    db: database,
    aws: options.aws ?? untouchable<Aws>('AWS'),
    jobs: options.jobs ?? jobs,
    settings: { ...worldSettings, ...options.settings },
    log: options.log ?? silentLog,
    now: clock.now,
    newId: seeded.newId,
    newSecret: seeded.newSecret,
  };
  return {
    database,
    ...seeded,
    clock,
    jobs,
    ctxFor: (user) => ({ ...deps, actor: seeded.users[user] }),
    systemCtx: () => ({ ...deps, actor: installation }),
  };
}

interface Seeding {
  now: Date;
  newId(): string;
  world: number;
}

function tenantRows(seeding: Seeding): Record<TenantKey, TenantRow> {
  const made: Partial<Record<TenantKey, TenantRow>> = {};
  for (const key of keysOf(tenantSeeds)) {
    const seed = tenantSeeds[key];
    const parent = seed.parent === null ? null : made[seed.parent];
    const id = seeding.newId();
    made[key] = {
      id,
      tenant_id: id,
      reseller_id: seed.kind === 'reseller' ? id : seed.kind === 'customer' ? (parent?.id ?? null) : null,
      distributor_id: parent?.distributor_id ?? id,
      kind: seed.kind,
      parent_id: parent?.id ?? null,
      name: seed.name,
      domain: `${key.toLowerCase()}.w${seeding.world}.example`,
      time_zone: 'Europe/Oslo',
      invitation_hours: 48,
      partner_may_confirm: 0,
      onboarded_at: null,
      created_at: seeding.now.toISOString(),
      created_by: null,
      version: 1,
    };
  }
  return made as Record<TenantKey, TenantRow>; // the loop above went through every key
}

/** Active contracts from the start of 2026, without an end, for all accounts. */
function contractRows(
  seeding: Seeding,
  tenants: Record<TenantKey, TenantRow>,
): Insertable<Tables['contracts']>[] {
  const at = seeding.now.toISOString();
  return keysOf(tenantSeeds)
    .filter((key) => tenantSeeds[key].contract)
    .map((key) => tenants[key])
    .map((tenant) => ({
      id: seeding.newId(),
      ...ancestors(tenant),
      parent_id: tenant.parent_id,
      name: `${tenant.name} 2026`,
      state: 'active',
      start_date: '2026-01-01',
      end_date: null,
      time_zone: tenant.time_zone,
      starts_at: '2025-12-31T23:00:00.000Z',
      ends_at: null,
      accounts_mode: 'all',
      account_ids_json: '[]',
      renewal: 'auto',
      entitlement: 'none',
      invoicing_prefix: tenant.kind === 'customer' ? 'FF' : null,
      notes: null,
      billing_json: '{}',
      version: 1,
      activated_at: at,
      ended_at: null,
      cancel_reason: null,
      created_at: at,
      created_by: null,
      updated_at: at,
    }));
}

function userRows(seeding: Seeding, tenants: Record<TenantKey, TenantRow>) {
  const users: Partial<Record<UserKey, UserActor>> = {};
  const identities: Insertable<Tables['identities']>[] = [];
  const memberships: Insertable<Tables['memberships']>[] = [];
  const at = seeding.now.toISOString();
  for (const key of keysOf(userSeeds)) {
    const seed: UserSeed = userSeeds[key];
    const tenant = tenants[seed.tenant];
    const user = userOf(seeding, { key, seed, tenant });
    users[key] = user;
    identities.push({
      id: user.identityId,
      email: user.email,
      first_name: key,
      last_name: 'Example',
      password_hash: worldPasswordHash,
      created_at: at,
    });
    memberships.push({
      id: user.membershipId,
      ...ancestors(tenant),
      identity_id: user.identityId,
      role: seed.role,
      below_role: seed.below,
      job_function: 'Management',
      invited_first_name: null,
      invited_last_name: null,
      state: 'active',
      invited_at: at,
      invited_by: null,
      activated_at: at,
      version: 1,
    });
  }
  return { users: users as Record<UserKey, UserActor>, identities, memberships };
}

function userOf(seeding: Seeding, from: { key: UserKey; seed: UserSeed; tenant: TenantRow }): UserActor {
  const { key, seed, tenant } = from;
  return {
    kind: 'user',
    identityId: seeding.newId(),
    membershipId: seeding.newId(),
    sessionId: seeding.newId(),
    email: `${key.toLowerCase()}@w${seeding.world}.example`,
    name: `${key} Example`,
    tenantId: tenant.id,
    tenantKind: tenant.kind,
    tenantName: tenant.name,
    resellerId: tenant.reseller_id,
    distributorId: tenant.distributor_id,
    role: seed.role,
    belowRole: seed.below ?? 'none',
    scope: scopeOfTenant(tenant),
  };
}

function sessionRows(seeding: Seeding, users: Record<UserKey, UserActor>): Insertable<Tables['sessions']>[] {
  const { now } = seeding;
  return Object.values(users).map((user) => ({
    id: user.sessionId,
    identity_id: user.identityId,
    membership_id: user.membershipId,
    created_at: now.toISOString(),
    expires_at: new Date(now.getTime() + sessionSeconds * 1000).toISOString(),
    ended_at: null,
  }));
}

function keysOf<K extends string>(seeds: Record<K, unknown>): K[] {
  return Object.keys(seeds).filter((key): key is K => key in seeds);
}

/** The columns that place a row of this tenant in the hierarchy. */
export function ancestors(tenant: TenantColumns): TenantColumns {
  return {
    tenant_id: tenant.tenant_id,
    reseller_id: tenant.reseller_id,
    distributor_id: tenant.distributor_id,
  };
}

import { NewContract } from '@/lib/contracts';
import { NewTenant } from '@/lib/customers';
import type { TenantKind } from '@/lib/tenants';
import type { HandoffActor } from '@/server/auth/actor';
import { scopeOfConnection } from '@/server/auth/scope';
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow, TenantRow } from '@/server/db/tables';
import { insertConnection } from '@/server/domain/connections/insert';
import { createContract } from '@/server/domain/contracts/create';
import { addTenant } from '@/server/domain/tenants/add';
import { inviteUser } from '@/server/domain/users/invite';
import { examinationOf, reportWith } from './connecting';
import type { TenantKey, World } from './world';

/** What a call can be about in one tenant. */
export interface Place {
  kind: TenantKind;
  tenantId: string;
  /** A tenant below in which nobody was invited yet; where there is none, the tenant itself. */
  newcomerId: string;
  /** Under which the one who asks can add an end customer. */
  parentId: string;
  /** A draft. */
  contractId: string;
  people: Record<'invited' | 'active' | 'disabled', string>;
  mailId: string;
  /** A link to the waiting connection, and a bucket that was proposed by it. */
  handoffId: string;
  proposalId: string;
  /** A question about the waiting connection. */
  helpId: string;
  connections: Record<ConnectionKey, string>;
  /** The membership of the one who asks. */
  asking: string;
}

/** One connection of an end customer for each point of the way that a procedure needs. */
const connectionKeys = [
  'fresh',
  'reviewed',
  'typed',
  'ready',
  'waiting',
  'valid',
  'confirmed',
  'insights',
] as const;
export type ConnectionKey = (typeof connectionKeys)[number];

export const nobody = '00000000-0000-4000-8000-000000000000';

/** Ids that were never given. */
export const missingPlace: Place = {
  kind: 'customer',
  tenantId: nobody,
  newcomerId: nobody,
  parentId: nobody,
  contractId: nobody,
  people: { invited: nobody, active: nobody, disabled: nobody },
  mailId: nobody,
  handoffId: nobody,
  proposalId: nobody,
  helpId: nobody,
  connections: Object.fromEntries(connectionKeys.map((key) => [key, nobody])) as Place['connections'], // all keys
  asking: nobody,
};

/** Fills one tenant of a world with a draft contract, people, mails and, for an end customer, connections on every step. */
export async function furnish(world: World, key: TenantKey): Promise<Place> {
  const ctx = world.systemCtx();
  const tenant = world.tenants[key];
  const write = (intent: string) =>
    createContract(
      ctx,
      NewContract.parse({
        tenantId: tenant.id,
        name: `Of ${key}`,
        startDate: '2026-01-01',
        timeZone: 'Europe/Oslo',
        renewal: 'auto',
        intent,
      }),
    );
  if (key === 'customerA2') await write('activate');
  const { id: contractId } = await write('save');
  const newcomer = await addNewcomer(world, tenant);
  return withScope(ctx, async (tx) => {
    const people = {
      invited: await invited(tx, { world, tenant, as: 'invited' }),
      active: await invited(tx, { world, tenant, as: 'active' }),
      disabled: await invited(tx, { world, tenant, as: 'disabled' }),
    };
    const mail = await tx
      .selectFrom('mails')
      .select('id')
      .where('tenant_id', '=', tenant.id)
      .executeTakeFirstOrThrow();
    const connections =
      tenant.kind === 'customer' ? await connect(tx, { world, tenant }) : missingPlace.connections;
    return {
      ...missingPlace,
      kind: tenant.kind,
      tenantId: tenant.id,
      newcomerId: newcomer ?? tenant.id,
      parentId: tenant.parent_id ?? nobody,
      contractId,
      people,
      mailId: mail.id,
      connections,
      ...(tenant.kind === 'customer'
        ? await handOff(tx, { world, tenant, connectionId: connections.waiting, by: people.active })
        : {}),
    };
  });
}

/** A sibling of this tenant without people. */
async function addNewcomer(world: World, tenant: TenantRow): Promise<string | null> {
  if (tenant.kind === 'distributor') return null;
  const added = await addTenant(
    world.systemCtx(),
    NewTenant.parse({
      kind: tenant.kind,
      parentId: tenant.parent_id,
      name: `Newcomer beside ${tenant.name}`,
      domain: `newcomer.${tenant.domain}`,
    }),
  );
  return added.id;
}

async function invited(
  tx: Tx,
  of: { world: World; tenant: TenantRow; as: 'invited' | 'active' | 'disabled' },
): Promise<string> {
  const { world, tenant, as } = of;
  const isCustomer = tenant.kind === 'customer';
  const { membershipId } = await inviteUser(tx, {
    ctx: world.systemCtx(),
    tenant,
    person: {
      email: `${as}@${tenant.domain}`,
      firstName: as,
      lastName: 'Example',
      jobFunction: 'Founder',
      role: isCustomer ? 'viewer' : 'sales',
      belowRole: isCustomer ? undefined : 'sales',
    },
  });
  if (as !== 'invited') {
    await tx
      .updateTable('memberships')
      .set({ state: as, activated_at: world.clock.now().toISOString() })
      .where('id', '=', membershipId)
      .execute();
  }
  return membershipId;
}

async function handOff(
  tx: Tx,
  of: { world: World; tenant: TenantRow; connectionId: string; by: string },
): Promise<Pick<Place, 'handoffId' | 'proposalId' | 'helpId'>> {
  const { world, tenant, connectionId, by } = of;
  const at = world.clock.now().toISOString();
  const { identity_id } = await tx
    .selectFrom('memberships')
    .select('identity_id')
    .where('id', '=', by)
    .executeTakeFirstOrThrow();
  const placed = {
    tenant_id: tenant.tenant_id,
    reseller_id: tenant.reseller_id,
    distributor_id: tenant.distributor_id,
    connection_id: connectionId,
    created_at: at,
  };
  const handoffId = world.newId();
  await tx
    .insertInto('handoffs')
    .values({
      ...placed,
      id: handoffId,
      membership_id: by,
      token_hash: world.newSecret(),
      created_by: identity_id,
      created_by_name: 'Ida Example',
      expires_at: new Date(world.clock.now().getTime() + 3_600_000).toISOString(),
    })
    .execute();
  const proposalId = world.newId();
  await tx
    .insertInto('bucket_proposals')
    .values({ ...placed, id: proposalId, handoff_id: handoffId, bucket: 'proposed-cur', state: 'open' })
    .execute();
  const helpId = world.newId();
  const { created_at: asked_at, ...asked } = placed;
  await tx
    .insertInto('help_requests')
    .values({
      ...asked,
      id: helpId,
      step: 'stack',
      findings_json: '[]',
      asked_by: identity_id,
      asked_by_name: 'Ida Example',
      asked_at,
    })
    .execute();
  return { handoffId, proposalId, helpId };
}

/** Whoever holds the link of a place: to its waiting connection and nothing else. */
export function holderOf(place: Place, tenant: TenantRow): HandoffActor {
  const connectionId = place.connections.waiting;
  return {
    kind: 'handoff',
    handoffId: place.handoffId,
    connectionId,
    tenantId: tenant.id,
    resellerId: tenant.reseller_id,
    distributorId: tenant.distributor_id,
    name: 'A colleague, by a link',
    expiresAt: '2030-01-01T00:00:00.000Z',
    madeBy: 'Ida Example',
    scope: scopeOfConnection({ id: connectionId, tenant_id: tenant.id }),
  };
}

/** Connections of one end customer on every step; each call makes further ones. */
export async function connect(
  tx: Tx,
  of: { world: World; tenant: TenantRow },
): Promise<Place['connections']> {
  const made: Partial<Record<ConnectionKey, string>> = {};
  for (const key of connectionKeys) {
    const { id } = await insertConnection(tx, {
      ctx: of.world.systemCtx(),
      tenant: of.tenant,
      purpose: key === 'insights' ? 'insights' : 'reports',
      set: key === 'insights' ? { insights_wanted_json: '["trusted_advisor"]' } : {},
    });
    if (key === 'valid') await storeValidation(tx, { ...of, connectionId: id });
    const standing = standingOf(key, { id, at: of.world.clock.now().toISOString() });
    await tx.updateTable('connections').set(standing).where('id', '=', id).execute();
    made[key] = id;
  }
  return made as Place['connections']; // the loop above went through every key
}

function standingOf(key: ConnectionKey, of: { id: string; at: string }): Partial<ConnectionRow> {
  const { id, at } = of;
  const account = `6${id.replace(/\D/g, '').slice(-11)}`;
  const reviewed = { reviewed_at: at };
  const typed = { ...reviewed, account_id: account };
  const ready = { ...typed, bucket: 'acme-cur' };
  const name = `tributary-${id.slice(-12)}`;
  const named = { stack_name: name, role_name: name, policy_name: name, attempt: 1, link_made_at: at };
  const proven = { ...ready, ...named, reserved_account_id: id };
  const standings: Record<ConnectionKey, Partial<ConnectionRow>> = {
    fresh: { version: 1 },
    reviewed,
    typed,
    ready,
    waiting: { ...ready, ...named, state: 'awaiting_stack', poll_since: at, next_poll_at: at },
    valid: { ...proven, state: 'report_valid', validation_id: `v-${id}`, validated_at: at },
    confirmed: { ...proven, state: 'confirmed', chosen_root: 'cur/acme/', confirmed_at: at },
    insights: { ...typed, ...named, state: 'role_verified', reserved_account_id: id },
  };
  return standings[key];
}

async function storeValidation(
  tx: Tx,
  of: { world: World; tenant: TenantRow; connectionId: string },
): Promise<void> {
  const at = of.world.clock.now().toISOString();
  const { tenant_id, reseller_id, distributor_id } = of.tenant;
  await tx
    .insertInto('validations')
    .values({
      id: `v-${of.connectionId}`,
      tenant_id,
      reseller_id,
      distributor_id,
      connection_id: of.connectionId,
      sequence: 1,
      cause: 'user',
      started_at: at,
      finished_at: at,
      result_json: JSON.stringify(examinationOf([reportWith('cur/acme/')])),
    })
    .execute();
}

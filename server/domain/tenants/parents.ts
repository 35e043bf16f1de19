import { type ChildKind, parentKind } from '@/lib/new-customer';
import type { Permission } from '@/lib/roles';
import { type Actor, canInOwn } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { visible, withScope } from '@/server/db/scope';
import { forbidden } from '@/server/errors';

/** What it takes in one's own tenant to make a child of this kind. */
export const adding = {
  reseller: 'reseller:add',
  customer: 'customer:add',
} as const satisfies Record<ChildKind, Permission>;

/** The kinds that the actor may add, the nearest to the end customer first. */
export function kindsToAdd(actor: Actor): ChildKind[] {
  return (['customer', 'reseller'] as const).filter((kind) => canInOwn(actor, adding[kind]));
}

/** The kinds that the actor may add, and for each the parents to choose from, by name: only tenants that the actor may use. */
export function possibleParents(ctx: Ctx) {
  const kinds = kindsToAdd(ctx.actor);
  if (kinds.length === 0) throw forbidden();
  return withScope(ctx, async (tx, scope) => {
    const tenants = await tx
      .selectFrom('tenants')
      .select(['id', 'name', 'kind', 'domain'])
      .where(visible(scope, 'tenants'))
      .where(
        'kind',
        'in',
        kinds.map((kind) => parentKind[kind]),
      )
      .orderBy('name')
      .orderBy('id')
      .limit(1000)
      .execute();
    return kinds.map((kind) => ({
      kind,
      parents: tenants
        .filter((tenant) => tenant.kind === parentKind[kind])
        .map(({ id, name, domain }) => ({ id, name, domain })),
    }));
  });
}

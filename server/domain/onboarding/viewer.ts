import { type Actor, can, canInOwn } from '@/server/auth/actor';
import { mayWriteContract } from '../contracts/fetch';
import type { TenantFacts } from './facts';

/** What the person who looks may do inside a tenant: a task shows a button only to those who may press it. */
export interface Viewer {
  /** The first Admin, while nobody is there. */
  mayInviteFirst: boolean;
  /** Resend, correct, copy the link of, or cancel the first invitation. */
  mayInvite: boolean;
  /** Names and addresses of people; without it they are "the Admin". */
  mayReadUsers: boolean;
  /** What its AWS tasks say of accounts and stacks; without it only how far they are. */
  mayReadConnections: boolean;
  mayWriteContract: boolean;
  mayConnect: boolean;
  mayConfirm: boolean;
  isPartner: boolean;
  /** The tenant one tier up: invitations and contracts are its turn. */
  isDirectPartner: boolean;
}

/** The viewer of one tenant in the actor's scope. The first invitation follows the role in one's own tenant alone. */
export function viewerOf(actor: Actor, tenant: TenantFacts): Viewer {
  const isOwn = actor.kind === 'user' && actor.tenantId === tenant.id;
  const allowed = isOwn || tenant.partner_may_confirm === 1;
  return {
    mayInviteFirst: canInOwn(actor, 'user:invite'),
    mayInvite: can(actor, 'user:invite', tenant.id) || (!isOwn && canInOwn(actor, 'user:invite')),
    mayReadUsers: can(actor, 'user:read', tenant.id),
    mayReadConnections: can(actor, 'connection:read', tenant.id),
    mayWriteContract: mayWriteContract(actor, tenant),
    mayConnect: can(actor, 'connection:write', tenant.id),
    mayConfirm: allowed && can(actor, 'connection:confirm', tenant.id),
    isPartner: !isOwn,
    isDirectPartner: actor.kind === 'user' && actor.tenantId === tenant.parent_id,
  };
}

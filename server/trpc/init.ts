import { randomUUID } from 'node:crypto';
import { initTRPC, TRPCError } from '@trpc/server';
import { ZodError, z } from 'zod';
import type { HandoffPermission } from '@/lib/handoffs';
import { ownRole, type Permission, roleAllows, roleBelow } from '@/lib/roles';
import type { HandoffActor, SystemActor, UserActor } from '@/server/auth/actor';
import { scopeOfInstallation } from '@/server/auth/scope';
import type { Ctx, HandoffCtx } from '@/server/context';
import { AppError, type AppErrorCode, forbidden } from '@/server/errors';
import { holdsNul } from './unstorable';

/** What a request brings before anybody is admitted. */
export interface RequestContext {
  base: Omit<Ctx, 'actor'>;
  /** A hand-off link acts only where the pages of hand-offs ask (server/trpc/handoff.ts). */
  actor: UserActor | HandoffActor | null;
  /** The peer's address (or the proxy's word for it, when one is trusted): for throttling only. */
  address: string;
  /** What the browser kept from an earlier sign-in, also for throttling only. */
  device?: string | undefined;
}

/** `public` marks the procedures that serve people who are not signed in; those of `handoff:` serve only whoever holds such a link. */
export interface ProcedureMeta {
  permission: Permission | HandoffPermission | 'public';
}

type TrpcCode = ConstructorParameters<typeof TRPCError>[0]['code'];

const httpCodes = {
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  invalid: 'BAD_REQUEST',
  conflict: 'CONFLICT',
  stale: 'CONFLICT',
  contract_required: 'PRECONDITION_FAILED',
  step_due: 'PRECONDITION_FAILED',
  expired: 'BAD_REQUEST',
  throttled: 'TOO_MANY_REQUESTS',
  unavailable: 'SERVICE_UNAVAILABLE',
} satisfies Record<AppErrorCode, TrpcCode>;

/** A bug as the person sees it: the reference under which it was logged, never its message. */
export class Bug extends Error {
  constructor(readonly reference: string) {
    super(`Something failed on our side. Reference ${reference}.`);
    this.name = 'Bug';
  }
}

const t = initTRPC
  .context<RequestContext>()
  .meta<ProcedureMeta>()
  .create({
    errorFormatter({ shape, error }) {
      const { cause } = error;
      return {
        message:
          cause instanceof AppError || cause instanceof Bug ? cause.message : publicMessage(error.code),
        code: shape.code,
        data: {
          code: error.code,
          httpStatus: shape.data.httpStatus,
          app: cause instanceof AppError ? { code: cause.code, ...cause.details } : null,
          fields: cause instanceof ZodError ? fieldMessages(cause) : null,
          reference: cause instanceof Bug ? cause.reference : null,
        },
      };
    },
  });

function publicMessage(code: TrpcCode): string {
  return code === 'NOT_FOUND' ? 'Not found.' : 'The request was refused.';
}

/** The first message for each field, by its path; an unknown key is named under the form itself (the empty path). */
export function fieldMessages(error: ZodError): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) fields[issue.path.join('.')] ??= issue.message;
  return fields;
}

/** The one place where trouble of the domain becomes trouble of tRPC, and where bugs are logged under a reference. */
const translateErrors = t.middleware(async ({ ctx, next, meta, path }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  if (cause instanceof AppError) throw new TRPCError({ code: httpCodes[cause.code], cause });
  if (cause instanceof ZodError || result.error.code !== 'INTERNAL_SERVER_ERROR') return result;
  if (isBusy(cause)) {
    const busy = new AppError('unavailable', {
      happened: 'The database is busy.',
      todo: 'Nothing was saved. Try again in a moment.',
    });
    throw new TRPCError({ code: 'SERVICE_UNAVAILABLE', cause: busy });
  }
  const reference = randomUUID().slice(0, 8);
  ctx.base.log.error({ reference, path, permission: meta?.permission, err: cause ?? result.error }, 'bug');
  throw new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: new Bug(reference) });
});

/** SQLite that stays locked beyond its busy time-out, or Postgres that refuses connections. */
function isBusy(cause: unknown): boolean {
  const code = z.object({ code: z.string() }).safeParse(cause);
  return code.success && /^(SQLITE_BUSY|SQLITE_LOCKED|ECONNREFUSED|57P0\d|53300)/.test(code.data.code);
}

const refuseUnstorable = t.middleware(async ({ next, getRawInput }) => {
  if (!holdsNul(await getRawInput())) return next();
  throw new AppError('invalid', {
    happened: 'The text has a character in it that cannot be stored.',
    todo: 'Type it anew instead of pasting it.',
  });
});

/**
 * A procedure for signed-in people whose role holds the permission in their own tenant or below it. Which tenant it is about is
 * checked again by the domain function, after it fetched that tenant in scope.
 */
export function permit(permission: Permission) {
  return t.procedure
    .meta({ permission })
    .use(translateErrors)
    .use(({ ctx, next }) => {
      const { actor, base } = ctx;
      if (actor?.kind !== 'user') {
        throw new AppError('unauthenticated', {
          happened: 'You are signed out.',
          todo: 'Sign in to continue.',
        });
      }
      const roles = [ownRole(actor.tenantKind, actor.role), roleBelow(actor.belowRole)];
      if (!roles.some((role) => roleAllows(role, permission))) throw forbidden();
      return next({ ctx: { ...base, actor } satisfies Ctx<UserActor> });
    })
    .use(refuseUnstorable);
}

/** A procedure for whoever holds a hand-off link, and for nobody else, whatever they may do otherwise. */
export function permitHandoff(permission: HandoffPermission) {
  return t.procedure
    .meta({ permission })
    .use(translateErrors)
    .use(({ ctx, next }) => {
      const { actor, base } = ctx;
      if (actor?.kind !== 'handoff') {
        throw new AppError('expired', {
          happened: 'This link does not work.',
          todo: 'Ask the person who sent it for a new one.',
        });
      }
      return next({ ctx: { ...base, actor } satisfies HandoffCtx });
    })
    .use(refuseUnstorable);
}

/** A procedure for people who are not signed in; its function is one of the named exceptions that see the installation. */
export function admitAll() {
  return t.procedure
    .meta({ permission: 'public' })
    .use(translateErrors)
    .use(refuseUnstorable)
    .use(({ ctx, next }) => {
      const actor: SystemActor = { kind: 'system', name: 'Tributary', scope: scopeOfInstallation() };
      return next({ ctx: { ...ctx.base, actor, address: ctx.address, device: ctx.device } });
    });
}

/** Turns a domain function `(ctx, input)` into the resolver of a procedure. */
export function serve<C, I, O>(run: (ctx: C, input: I) => Promise<O>) {
  return ({ ctx, input }: { ctx: C; input: I }) => run(ctx, input);
}

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;
export const trpcInstance = t;

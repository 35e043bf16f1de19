import { TRPCError } from '@trpc/server';
import type { HandoffPermission } from '@/lib/handoffs';
import { AppError } from '@/server/errors';
import { createCallerFactory, type ProcedureMeta, type RequestContext } from '@/server/trpc/init';
import { appRouter } from '@/server/trpc/root';

const createCaller = createCallerFactory(appRouter);

/** The path of every procedure, as `customers.list`. */
export const procedurePaths: readonly string[] = Object.keys(appRouter._def.procedures);

/** Whether a procedure serves only whoever holds a hand-off link. */
export function isForHandoffs(permission: ProcedureMeta['permission']): permission is HandoffPermission {
  return permission.startsWith('handoff:');
}

/** What `_def` of a procedure holds that tests look at. */
export function definitionOf(path: string): ProcedureMeta & { inputs: unknown[] } {
  const procedures: Record<string, unknown> = appRouter._def.procedures;
  const definition: unknown = Reflect.get(Object(procedures[path]), '_def');
  const meta: ProcedureMeta | undefined = Reflect.get(Object(definition), 'meta');
  const inputs: unknown = Reflect.get(Object(definition), 'inputs');
  if (!meta) throw new Error(`${path} has no permission`);
  return { permission: meta.permission, inputs: Array.isArray(inputs) ? inputs : [] };
}

/** What came of a call: `allowed`, else the code of tRPC, with the words of a refusal. A bug keeps its code. */
export interface Answer {
  code: string;
  happened?: string;
  goTo?: string | undefined;
  fields?: string[];
  result?: unknown;
}

/** Calls a procedure by its path, as whoever the context names. */
export async function callAs(
  context: RequestContext,
  call: { procedure: string; input?: unknown },
): Promise<Answer> {
  const [router = '', name = ''] = call.procedure.split('.');
  const procedure: unknown = Reflect.get(Object(Reflect.get(createCaller(context), router)), name);
  if (typeof procedure !== 'function') throw new Error(`There is no procedure ${call.procedure}`);
  try {
    return { code: 'allowed', result: await Reflect.apply(procedure, null, [call.input]) };
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    const { cause } = error;
    if (cause instanceof AppError) {
      return { code: error.code, happened: cause.details.happened, goTo: cause.details.goTo };
    }
    return { code: error.code, happened: error.message };
  }
}

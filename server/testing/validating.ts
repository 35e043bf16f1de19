import type { Finding } from '@/lib/findings/vocabulary';
import type { Examination } from '@/lib/reports';
import { withScope } from '@/server/db/scope';
import { pollConnection } from '@/server/domain/connections/poll';
import { finishValidation } from '@/server/domain/reports/finish-validation';
import type { LookResult } from '@/server/domain/reports/look-at-reports';
import { beginValidation } from '@/server/domain/reports/validate';
import { connectUpToStack, examinationOf, reportWith } from './connecting';
import { type FakeAws, stackOf } from './fake-aws';
import type { World } from './world';

type Stage = { world: World; aws: FakeAws };

/** A connection whose stack is complete and whose IAM role is proven. */
export async function verifiedConnection({ world, aws }: Stage, accountId: string): Promise<string> {
  const connectionId = await connectUpToStack(world.ctxFor('customerAdmin'), {
    accountId,
    bucket: 'acme-cur',
  });
  Object.assign(aws.account(accountId), { role: 'exact', stack: stackOf() });
  await pollConnection(world.systemCtx(), { connectionId, due: false });
  return connectionId;
}

/** A validation that has begun; `finish` brings its result. Null while another one runs. */
export async function begunValidation(world: World, connectionId: string) {
  const ctx = world.ctxFor('customerAdmin');
  const started = await withScope(ctx, (tx) => beginValidation(tx, { ctx, connectionId, cause: 'user' }));
  const { validation } = started;
  if (!validation) return null;
  const finishWith = (found: LookResult) => finishValidation(ctx, { ...started, validation, found });
  return { finishWith, finish: (findings: Finding[] = []) => finishWith(examined(oneReport(findings))) };
}

export function examined(examination: Examination): LookResult {
  return { is: 'examined', findings: [], examination };
}

export function oneReport(findings: Finding[]): Examination {
  return examinationOf([reportWith('cur/acme/', findings)]);
}

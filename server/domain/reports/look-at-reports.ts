import { AwsTrouble } from '@/lib/aws-trouble';
import type { Finding } from '@/lib/findings/vocabulary';
import type { Examination } from '@/lib/reports';
import type { Ctx } from '@/server/context';
import type { ConnectionRow } from '@/server/db/tables';
import { assumeWithHeld, heldOf } from '../connections/held';
import { judgeRole, missingProofs } from '../connections/judge';
import { slowDown } from '../connections/look-budget';
import { type Observation, observe } from '../connections/observe';
import { targetOf } from '../connections/poll';
import { ROLE_GONE_MS } from '../connections/schedule';
import type { SeenOfStack } from '../connections/stack-changes';
import { trustedPrincipal } from '../connections/template-values';
import { believed } from '../own-access/believe';
import { examineBucket } from './examine';
import { LOOK_BUDGET_MS, WHOLE_LOOK_MS } from './timing';

/** What one look gave: a verdict on the bucket, an IAM role that is not fit any more, or no answer that counts. */
export type LookResult =
  | { is: 'examined'; examination: Examination; findings: Finding[]; seen?: SeenOfStack | undefined }
  | { is: 'role-unfit'; findings: Finding[]; seen?: SeenOfStack | undefined }
  | { is: 'trouble'; trouble: string };

type Looking = { connection: ConnectionRow; firstSeen: Readonly<Record<string, string>> };

/**
 * Probes the IAM role again, with and without its external ID, then looks at what the bucket holds. Asks AWS, so never inside a
 * transaction. Trouble with AWS is no verdict: what was known before stands. Ends in `within` milliseconds whatever AWS does, so that
 * the next look never meets this one.
 */
export async function lookAtReports(
  ctx: Ctx,
  { within = WHOLE_LOOK_MS, ...of }: Looking & { within?: number },
): Promise<LookResult> {
  const ends = AbortSignal.timeout(within);
  const tooSlow = new Promise<LookResult>((resolve) => {
    ends.addEventListener('abort', () => resolve({ is: 'trouble', trouble: troubleWords('too slow') }));
  });
  return Promise.race([looked(ctx, { ...of, ends }), tooSlow]);
}

async function looked(ctx: Ctx, of: Looking & { ends: AbortSignal }): Promise<LookResult> {
  try {
    const role = await lookAtRole(ctx, of.connection);
    if (role.is !== 'fit') return role;
    const payerUnknown = role.findings.some(({ code }) => code === 'ORGANIZATION_UNKNOWN');
    const examination = await examine(ctx, { ...of, payerUnknown });
    return { is: 'examined', examination, findings: role.findings, seen: role.seen };
  } catch (error) {
    if (!(error instanceof AwsTrouble)) throw error;
    return { is: 'trouble', trouble: troubleWords(error.awsName) };
  }
}

/** The IAM role by itself, for connections that worked before: fit, unfit, or not to be told now. */
export async function lookAtRole(
  ctx: Ctx,
  connection: ConnectionRow,
): Promise<
  | { is: 'fit'; findings: Finding[]; seen?: SeenOfStack | undefined }
  | { is: 'role-unfit'; findings: Finding[]; seen?: SeenOfStack | undefined }
  | { is: 'trouble'; trouble: string }
> {
  const principal = await trustedPrincipal(ctx);
  const observation = await believed(ctx, {
    connection,
    observation: await observe(ctx.aws, targetOf(ctx, { connection, principal })),
    worked: true,
  });
  const verdict = judgeRole(observation, { connection, now: ctx.now(), consoleUrl: ctx.settings.consoleUrl });
  const { findings } = verdict;
  const seen = { observation, findings };
  if (isSpreading(observation, { connection, now: ctx.now() })) {
    return { is: 'trouble', trouble: troubleWords('AccessDenied') };
  }
  if (findings.some(({ severity }) => severity === 'error')) return { is: 'role-unfit', findings, seen };
  if (observation.role.is !== 'assumed') {
    if (observation.role.is === 'unknown' && observation.role.trouble === 'throttled') await slowDown(ctx);
    return { is: 'trouble', trouble: missingProofs(observation, connection).join(' ') };
  }
  // A probe that AWS did not answer clearly is asked again with the next validation; the role worked before. One that did not work
  // has every proof to give again.
  if (connection.state === 'broken' && !verdict.accepted) {
    return { is: 'trouble', trouble: missingProofs(observation, connection).join(' ') };
  }
  return { is: 'fit', findings, seen };
}

/** While IAM spreads the next external ID, each of its nodes knows one of the two: for a minute, refusing both proves nothing; nor does refusing it right after the end. */
function isSpreading(
  { role }: Pick<Observation, 'role'>,
  of: { connection: ConnectionRow; now: Date },
): boolean {
  const { next_external_id: next, rotation_seen_at: endedAt, trust_checked_at: lastIn } = of.connection;
  const since = next === null ? endedAt : lastIn;
  if (role.is !== 'refused' || since === null) return false;
  return of.now.getTime() - Date.parse(since) < ROLE_GONE_MS;
}

async function examine(
  ctx: Ctx,
  of: Looking & { ends: AbortSignal; payerUnknown: boolean },
): Promise<Examination> {
  const { account_id, bucket, role_name, kms_key_arn } = of.connection;
  if (!account_id || !bucket || !role_name) throw new Error('The connection is not ready to be validated');
  const purpose = { for: 'reports', bucket, kmsKeyArn: kms_key_arn } as const;
  const { credentials } = await assumeWithHeld(ctx.aws, {
    call: { accountId: account_id, roleName: role_name, purpose },
    held: heldOf(of.connection),
  });
  const region = of.connection.bucket_region;
  const source = ctx.aws.reports({ credentials, bucket, accountId: account_id, region });
  return examineBucket(source, {
    bucket,
    account: account_id,
    prefix: of.connection.report_prefix ?? undefined,
    now: ctx.now(),
    limits: { signal: AbortSignal.any([AbortSignal.timeout(LOOK_BUDGET_MS), of.ends]) },
    firstSeen: of.firstSeen,
    chosenRoot: of.connection.chosen_root,
    payerUnknown: of.payerUnknown,
    movedFrom: of.connection.bucket_before,
    consoleUrl: ctx.settings.consoleUrl ?? undefined,
  });
}

function troubleWords(answer: string): string {
  return `AWS did not answer clearly (${answer}). It is tried again by itself.`;
}

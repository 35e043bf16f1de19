import type { Check } from '@/sandbox/api/call';
import type { RecordedCall } from '@/sandbox/recorded-calls';
import type { Evaluated } from '@/sandbox/state';

/** A permission that CloudFormation, or the console, asked for a person beside any call to the API. */
export type BackstageCheck = Check & { at: string; principal: string };

/**
 * A call as `--record` prints it: one line for the call, and below it each permission that was asked for, with every
 * policy that had a say and the statement that decided.
 */
export function callLines(call: RecordedCall): string[] {
  const answer = call.error === null ? String(call.status) : `${call.status} ${call.error}`;
  const what = `${call.service} ${call.operation}`;
  return [
    `${timeOf(call.at)} ${what} by ${call.principal} in ${call.region}: ${answer}`,
    ...call.checks.flatMap(checkLines),
  ];
}

/** The same for a permission that no call to the API asked for. */
export function backstageLines(check: BackstageCheck): string[] {
  const [first = '', ...rest] = checkLines(check);
  return [`${timeOf(check.at)} for ${check.principal}: ${first.trim()}`, ...rest];
}

function checkLines({ action, resource, allowed, reason, evaluated }: Check): string[] {
  const verdict = allowed ? 'allowed' : 'denied';
  const why = reason === '' ? '' : ` ${reason}`;
  return [
    `    ${verdict} ${action} on ${resource}${why}`,
    ...evaluated.map((one) => `        ${policyLine(one)}`),
  ];
}

function policyLine({ kind, name, verdict, statement }: Evaluated): string {
  const says =
    verdict === 'none'
      ? 'says nothing'
      : `${verdict === 'deny' ? 'denies' : 'allows'} by ${statement ?? 'itself'}`;
  return `${kind} ${name} ${says}`;
}

/** 12:00:03, UTC. */
function timeOf(iso: string): string {
  return iso.slice(11, 19);
}

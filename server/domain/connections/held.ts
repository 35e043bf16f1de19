import { AwsTrouble } from '@/lib/aws-trouble';
import type { Aws, AwsCredentials, RoleCall } from '@/server/aws/port';
import type { ConnectionRow } from '@/server/db/tables';

/** What the IAM role of a connection may require: its external ID and, while a rotation is under way, the next one. */
export interface Held {
  externalId: string;
  nextExternalId?: string | null;
}

/** Which of the two let us in. */
export type HeldBy = 'present' | 'next';

type Values = Pick<ConnectionRow, 'external_id' | 'next_external_id'>;

export function heldOf(row: Values): Held {
  return { externalId: row.external_id, nextExternalId: row.next_external_id };
}

/** Whether what was learned with the values of one reading of a row still counts for another. */
export function holdsSame(one: Values, other: Values): boolean {
  return one.external_id === other.external_id && one.next_external_id === other.next_external_id;
}

/**
 * Assumes the IAM role with whichever value it requires: the next one, then the present one, then the next one again, since the stack
 * may take it over between the two. Only AccessDenied means "the other one"; any other trouble is thrown as it is. Without a
 * rotation it is one call.
 */
export async function assumeWithHeld(
  aws: Pick<Aws, 'assumeRole'>,
  of: { call: Omit<RoleCall, 'externalId'>; held: Held },
): Promise<{ credentials: AwsCredentials; by: HeldBy }> {
  const { externalId, nextExternalId = null } = of.held;
  const order: { by: HeldBy; value: string }[] = [{ by: 'present', value: externalId }];
  if (nextExternalId !== null) {
    const next = { by: 'next', value: nextExternalId } as const;
    order.unshift(next);
    order.push(next);
  }
  let refusal: unknown;
  for (const { by, value } of order) {
    try {
      return { credentials: await aws.assumeRole({ ...of.call, externalId: value }), by };
    } catch (error) {
      if (!(error instanceof AwsTrouble) || error.kind !== 'denied') throw error;
      refusal = error;
    }
  }
  throw refusal;
}

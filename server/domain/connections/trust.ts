import { z } from 'zod';

const one = <T extends z.ZodType>(schema: T) =>
  z.union([
    schema,
    z
      .array(schema)
      .length(1)
      .transform(([only]) => only),
  ]);

/** Unknown keys are refused, so a NotPrincipal, a second condition or a Deny beside ours never passes. */
const Trust = z.strictObject({
  Version: z.literal('2012-10-17'),
  Id: z.string().optional(),
  Statement: one(
    z.strictObject({
      Sid: z.string().optional(),
      Effect: z.literal('Allow'),
      Principal: z.strictObject({ AWS: one(z.string()) }),
      Action: one(z.literal('sts:AssumeRole')),
      Condition: z.strictObject({
        StringEquals: z.strictObject({ 'sts:ExternalId': one(z.string()) }),
      }),
    }),
  ),
});

/**
 * Whether a trust policy is exactly ours: one statement, our principal, our external ID by StringEquals, nothing else. IAM may write
 * one value as a list, and the root of an account as its number. Probes alone cannot see a policy that lists several external IDs.
 */
export function trustIsExact(document: unknown, ours: { principal: string; externalId: string }): boolean {
  const trust = Trust.safeParse(document);
  if (!trust.success || !trust.data.Statement) return false;
  const { Principal, Condition } = trust.data.Statement;
  return (
    Principal.AWS !== undefined &&
    fullPrincipal(Principal.AWS) === fullPrincipal(ours.principal) &&
    Condition.StringEquals['sts:ExternalId'] === ours.externalId
  );
}

function fullPrincipal(principal: string): string {
  return /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal;
}

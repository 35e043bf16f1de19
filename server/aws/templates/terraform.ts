import type { Json } from './document';
import { type Filled, filledTemplate } from './fill';
import type { TemplateKind } from './publish';

type Block = { [key: string]: Json };

/** Terraform's expression for an attribute of another resource. */
const value = (address: string) => `$\{${address}}`;

/**
 * The same resources as the stack's, for people who keep their account in Terraform: a configuration in Terraform's JSON syntax, made
 * from the template itself. Its provider refuses to run in another account, as the template's rules do.
 */
export function terraformModule(kind: TemplateKind, of: Filled & { boundary?: string | undefined }): string {
  const { Role, Policy, Bucket, BucketPolicy, Report } = filledTemplate(kind, of);
  if (!Role || !Policy) throw new Error(`The template ${kind} has no IAM role`);
  const resource: { [type: string]: { tributary: Block } } = {
    aws_iam_role: {
      tributary: {
        name: Role.Properties.RoleName ?? null,
        description: Role.Properties.Description ?? null,
        max_session_duration: Role.Properties.MaxSessionDuration ?? null,
        assume_role_policy: text(Role.Properties.AssumeRolePolicyDocument),
        ...(of.boundary === undefined ? {} : { permissions_boundary: of.boundary }),
      },
    },
    aws_iam_policy: {
      tributary: {
        name: Policy.Properties.ManagedPolicyName ?? null,
        description: Policy.Properties.Description ?? null,
        policy: text(Policy.Properties.PolicyDocument),
      },
    },
    aws_iam_role_policy_attachment: {
      tributary: {
        role: value('aws_iam_role.tributary.name'),
        policy_arn: value('aws_iam_policy.tributary.arn'),
      },
    },
  };
  if (Bucket && BucketPolicy && Report) {
    resource.aws_s3_bucket = { tributary: { bucket: Bucket.Properties.BucketName ?? null } };
    resource.aws_s3_bucket_policy = {
      tributary: {
        bucket: value('aws_s3_bucket.tributary.id'),
        policy: text(BucketPolicy.Properties.PolicyDocument),
      },
    };
    resource.aws_cur_report_definition = { tributary: reportOf(Report.Properties) };
  }
  const configuration = {
    terraform: {
      required_version: '>= 1.3',
      required_providers: { aws: { source: 'hashicorp/aws', version: '>= 5.0' } },
    },
    provider: { aws: { region: 'us-east-1', allowed_account_ids: [of.accountId] } },
    resource,
    output: {
      role_arn: { description: 'IAM role for Tributary', value: value('aws_iam_role.tributary.arn') },
    },
  };
  return `${JSON.stringify(configuration, null, 2)}\n`;
}

function reportOf(properties: Block): Block {
  return {
    report_name: properties.ReportName ?? null,
    time_unit: properties.TimeUnit ?? null,
    format: properties.Format ?? null,
    compression: properties.Compression ?? null,
    additional_schema_elements: properties.AdditionalSchemaElements ?? null,
    s3_bucket: value('aws_s3_bucket.tributary.id'),
    s3_prefix: properties.S3Prefix ?? null,
    s3_region: properties.S3Region ?? null,
    refresh_closed_reports: properties.RefreshClosedReports ?? null,
    report_versioning: properties.ReportVersioning ?? null,
    depends_on: ['aws_s3_bucket_policy.tributary'],
  };
}

/** Policies are text in Terraform; nothing of ours looks like its interpolation. */
function text(document: Json | undefined): string {
  const written = JSON.stringify(document);
  if (written === undefined || /[$%]\{/.test(written))
    throw new Error('This policy cannot stand in a Terraform file');
  return written;
}

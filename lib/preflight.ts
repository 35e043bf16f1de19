import {
  boundaryPermissions,
  createdReportPermissions,
  stackPermissions,
  watchingPermissions,
} from '@/lib/connecting';
import { preflightScript } from '@/lib/preflight-script';

export interface PreflightFor {
  purpose: 'reports' | 'insights';
  reportBy: 'customer' | 'stack';
  /** Expected; null: not typed yet. */
  account: string | null;
  bucket: string | null;
  /** Of step 4, once they are made. */
  stackName: string | null;
  roleName: string | null;
  /** Where the stack rings; null: it does not, and needs no permission for it. */
  topicArn: string | null;
}

/** A setting that a report must have, as cur:DescribeReportDefinitions tells it; a test compares it with the rules of reports. */
export interface ReportNeed {
  code: string;
  field: string;
  test: 'one of' | 'holds' | 'primary view';
  values: readonly string[];
  needed: string;
}

export const reportNeeds: readonly ReportNeed[] = [
  {
    code: 'GRANULARITY_NOT_HOURLY',
    field: 'TimeUnit',
    test: 'one of',
    values: ['HOURLY'],
    needed: 'Time granularity: Hourly',
  },
  {
    code: 'RESOURCE_IDS_MISSING',
    field: 'AdditionalSchemaElements',
    test: 'holds',
    values: ['RESOURCES'],
    needed: 'Include resource IDs',
  },
  {
    code: 'SPLIT_COST_ALLOCATION_MISSING',
    field: 'AdditionalSchemaElements',
    test: 'holds',
    values: ['SPLIT_COST_ALLOCATION_DATA'],
    needed: 'Split cost allocation data',
  },
  {
    code: 'FORMAT_NOT_SUPPORTED',
    field: 'Compression',
    test: 'one of',
    values: ['Parquet', 'GZIP'],
    needed: 'Parquet or gzip',
  },
  {
    code: 'NOT_LEGACY_CUR',
    field: 'BillingViewArn',
    test: 'primary view',
    values: ['/primary'],
    needed: 'the costs of the bill, not those of a billing group',
  },
];

/** Actions that are simulated together, since they are about one resource. */
interface Ask {
  resource: string;
  actions: string[];
}

interface Group {
  title: string;
  /** Without it the stack cannot be created; else it is only told. */
  needed: boolean;
  asks: Ask[];
}

/**
 * A command for AWS CloudShell that only reads: whether this user may create the stack, in which account, and which reports would fit.
 * It is Python inside bash, since CloudShell has Python with the AWS CLI itself, and JSON is safe there from every shell's quoting.
 */
export function preflightCommand(about: PreflightFor): string {
  const facts = {
    account: about.account,
    isManagement: about.purpose === 'reports',
    groups: groupsOf(about),
    needs: about.purpose === 'reports' && about.reportBy === 'customer' ? reportNeeds : [],
  };
  // Between quotes of Python's and of the shell's: no quote of theirs is left in it.
  const json = JSON.stringify(facts).replaceAll("'", '\\u0027');
  return preflightScript(json);
}

function groupsOf(about: PreflightFor): Group[] {
  const byStack = about.reportBy === 'stack';
  const base = stackPermissions.filter((action) => action !== 'sns:Publish' || about.topicArn !== null);
  const created = byStack
    ? [
        {
          title: 'Let the stack create the report',
          needed: true,
          asks: asksOf(createdReportPermissions, about),
        },
      ]
    : [
        {
          title: 'Only if the stack is to create the report too',
          needed: false,
          asks: asksOf(createdReportPermissions, about),
        },
      ];
  return [
    { title: 'Create the stack', needed: true, asks: asksOf(base, about) },
    ...(about.purpose === 'reports' ? created : []),
    {
      title: 'Only if your organization wants a permissions boundary',
      needed: false,
      asks: asksOf([boundaryPermissions[0]], about),
    },
    { title: 'Watch the stack and clean up', needed: false, asks: asksOf(watchingPermissions, about) },
  ];
}

function asksOf(actions: readonly string[], about: PreflightFor): Ask[] {
  const resources = [...new Set(actions.map((action) => resourceOf(action, about)))];
  return resources.map((resource) => ({
    resource,
    actions: actions.filter((action) => resourceOf(action, about) === resource),
  }));
}

/** What the action is asked for; ACCOUNT is replaced by the account that is signed in. Before the names are made, by names like them. */
function resourceOf(action: string, about: PreflightFor): string {
  const like = about.purpose === 'insights' ? 'tributary-insights-preflight' : 'tributary-reports-preflight';
  const bucket = (about.reportBy === 'stack' && about.bucket) || 'tributary-cur-ACCOUNT-preflight';
  if (/^iam:\w*Role/.test(action)) return `arn:aws:iam::ACCOUNT:role/${about.roleName ?? like}`;
  switch (action) {
    case 'iam:CreatePolicy':
    case 'iam:DeletePolicy':
      // Named like the IAM role (server/domain/connections/names.ts).
      return `arn:aws:iam::ACCOUNT:policy/${about.roleName ?? like}`;
    case 'cloudformation:GetTemplateSummary':
    case 'cur:DescribeReportDefinitions':
      return '*';
    case 'cur:PutReportDefinition':
      return `arn:aws:cur:us-east-1:ACCOUNT:definition/${bucket}`;
    case 'sns:Publish':
      return about.topicArn ?? '*';
    default:
      return action.startsWith('s3:')
        ? `arn:aws:s3:::${bucket}`
        : `arn:aws:cloudformation:us-east-1:ACCOUNT:stack/${about.stackName ?? like}/*`;
  }
}

import { DescribeHubResponse$ } from '@aws-sdk/client-securityhub';
import { DescribeTrustedAdvisorChecksResponse$ } from '@aws-sdk/client-support';
import { ListChecksResponse$, ListRecommendationsResponse$ } from '@aws-sdk/client-trustedadvisor';
import { accountOf, type Call, requireAccess } from '@/sandbox/api/call';
import { type Input, type Service, textInput } from '@/sandbox/api/service';
import { AwsFault } from '@/sandbox/fault';

export const support = {
  name: 'support',
  protocol: 'json-1.1',
  region: 'us-east-1',
  operations: { DescribeTrustedAdvisorChecks: describeTrustedAdvisorChecks },
} satisfies Service;

export const trustedAdvisor = {
  name: 'trustedadvisor',
  protocol: 'rest-json',
  region: 'us-east-1',
  operations: { ListChecks: listChecks, ListRecommendations: listRecommendations },
  routes: { 'GET /v1/checks': 'ListChecks', 'GET /v1/recommendations': 'ListRecommendations' },
} satisfies Service;

export const costOptimizationHub = {
  name: 'cost-optimization-hub',
  protocol: 'json-1.0',
  region: 'us-east-1',
  operations: { ListEnrollmentStatuses: listEnrollmentStatuses },
} satisfies Service;

export const securityHub = {
  name: 'securityhub',
  protocol: 'rest-json',
  region: 'any',
  operations: { DescribeHub: describeHub },
  routes: { 'GET /accounts': 'DescribeHub' },
} satisfies Service;

type TrustedAdvisorCheck = { id: string; name: string; category: string; service: string };

/** Two of AWS's checks, with their real ids. */
const CHECKS: TrustedAdvisorCheck[] = [
  {
    id: 'Qch7DwouX1',
    name: 'Low Utilization Amazon EC2 Instances',
    category: 'cost_optimizing',
    service: 'ec2',
  },
  { id: 'Pfx0RwqBli', name: 'Amazon S3 Bucket Permissions', category: 'security', service: 's3' },
];

const FIRST_CHECK = 'Qch7DwouX1';

function describeTrustedAdvisorChecks(call: Call, input: Input) {
  requireAccess(call, { action: 'support:DescribeTrustedAdvisorChecks', resource: '*' });
  if (!accountOf(call).services.supportPlan) {
    throw new AwsFault('SubscriptionRequiredException', {
      status: 400,
      message: 'Amazon Web Services Premium Support Subscription is required to use this service.',
    });
  }
  if (textInput(input, 'language') === undefined) {
    throw new AwsFault('ValidationException', { status: 400, message: 'language is required' });
  }
  return {
    schema: DescribeTrustedAdvisorChecksResponse$,
    value: {
      checks: CHECKS.map(({ id, name, category }) => ({
        id,
        name,
        category,
        description: name,
        metadata: [],
      })),
    },
  };
}

/** The Trusted Advisor API, too, asks for a Business or Enterprise support plan. */
function listChecks(call: Call) {
  requireAccess(call, { action: 'trustedadvisor:ListChecks', resource: '*' });
  requirePlan(call);
  return {
    schema: ListChecksResponse$,
    value: {
      checkSummaries: CHECKS.map(({ id, name, category, service }) => ({
        id,
        arn: `arn:aws:trustedadvisor:::check/${id}`,
        name,
        description: name,
        pillars: [category],
        awsServices: [service],
        source: 'ta_check',
        metadata: {},
      })),
    },
  };
}

function listRecommendations(call: Call) {
  requireAccess(call, { action: 'trustedadvisor:ListRecommendations', resource: '*' });
  requirePlan(call);
  const account = accountOf(call);
  const id = '55555555-1111-4222-8333-444444444444';
  return {
    schema: ListRecommendationsResponse$,
    value: {
      recommendationSummaries: [
        {
          id,
          arn: `arn:aws:trustedadvisor::${account.id}:recommendation/${id}`,
          checkArn: `arn:aws:trustedadvisor:::check/${FIRST_CHECK}`,
          type: 'standard',
          status: 'warning',
          name: 'Low Utilization Amazon EC2 Instances',
          pillars: ['cost_optimizing'],
          source: 'ta_check',
          awsServices: ['ec2'],
          resourcesAggregates: { okCount: 3, warningCount: 1, errorCount: 0 },
          lastUpdatedAt: call.world.now(),
        },
      ],
    },
  };
}

function requirePlan(call: Call): void {
  if (accountOf(call).services.supportPlan) return;
  throw new AwsFault('AccessDeniedException', {
    status: 403,
    message: 'A Business or Enterprise Support plan is required to use the Trusted Advisor API.',
  });
}

/** The one client that carries no schema of its answer (3.893), so it is written as the API model has it. */
function listEnrollmentStatuses(call: Call) {
  requireAccess(call, { action: 'cost-optimization-hub:ListEnrollmentStatuses', resource: '*' });
  const account = accountOf(call);
  const at = Date.parse(account.createdAt) / 1000;
  const status = account.services.costOptimizationHub ? 'Active' : 'Inactive';
  return {
    schema: null,
    value: {
      items: [{ accountId: account.id, status, createdTimestamp: at, lastUpdatedTimestamp: at }],
      includeMemberAccounts: false,
    },
  };
}

function describeHub(call: Call) {
  const account = accountOf(call);
  const arn = `arn:aws:securityhub:${call.region}:${account.id}:hub/default`;
  requireAccess(call, { action: 'securityhub:DescribeHub', resource: arn });
  if (!account.services.securityHub) {
    throw new AwsFault('InvalidAccessException', {
      status: 401,
      message: `Account ${account.id} is not subscribed to AWS Security Hub`,
    });
  }
  return {
    schema: DescribeHubResponse$,
    value: {
      HubArn: arn,
      SubscribedAt: account.createdAt,
      AutoEnableControls: true,
      ControlFindingGenerator: 'SECURITY_CONTROL',
    },
  };
}

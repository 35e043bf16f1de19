import type { InsightKind } from '@/lib/insights';
import { type AwsPlace, clientOptions } from './place';
import type { AwsCredentials } from './port';

/** The one call that tells whether an insight works; false when its service says that it is off. */
export async function checkInsight(
  place: AwsPlace,
  wanted: { credentials: AwsCredentials; insight: InsightKind },
): Promise<{ enabled: boolean }> {
  return checks[wanted.insight](clientOptions(place, { credentials: wanted.credentials }));
}

type Options = ReturnType<typeof clientOptions>;

/** The clients are rarely needed and cost 50 to 160 ms each: loaded when used. */
const checks = {
  async trusted_advisor(options) {
    const { SupportClient, DescribeTrustedAdvisorChecksCommand } = await import('@aws-sdk/client-support');
    const answer = await new SupportClient(options).send(
      new DescribeTrustedAdvisorChecksCommand({ language: 'en' }),
    );
    return { enabled: (answer.checks ?? []).length > 0 };
  },
  async cost_optimization_hub(options) {
    const { CostOptimizationHubClient, ListEnrollmentStatusesCommand } = await import(
      '@aws-sdk/client-cost-optimization-hub'
    );
    const answer = await new CostOptimizationHubClient(options).send(new ListEnrollmentStatusesCommand({}));
    return { enabled: (answer.items ?? []).some((item) => item.status === 'Active') };
  },
  async security_hub(options) {
    const { SecurityHubClient, DescribeHubCommand } = await import('@aws-sdk/client-securityhub');
    try {
      const answer = await new SecurityHubClient(options).send(new DescribeHubCommand({}));
      return { enabled: answer.HubArn !== undefined };
    } catch (error) {
      // How Security Hub says that it is switched off.
      if (error instanceof Error && error.name === 'InvalidAccessException') return { enabled: false };
      throw error;
    }
  },
} satisfies Record<InsightKind, (options: Options) => Promise<{ enabled: boolean }>>;

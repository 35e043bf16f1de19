import { z } from 'zod';
import { AwsAccountId } from '@/lib/aws-ids';

export const insightKinds = ['trusted_advisor', 'cost_optimization_hub', 'security_hub'] as const;
export const InsightKind = z.enum(insightKinds, { error: 'Choose which insights to enable.' });
export type InsightKind = z.infer<typeof InsightKind>;

export const insightStates = [
  'healthy',
  'permissions_needed',
  'upgrade_needed',
  'not_enabled',
  'unknown',
] as const;
export const InsightState = z.enum(insightStates);
export type InsightState = z.infer<typeof InsightState>;

/** The states as they are called on screen. `unknown` is no verdict: AWS did not answer, or was not asked yet. */
export const insightStateNames = {
  healthy: 'Healthy',
  permissions_needed: 'Permissions needed',
  upgrade_needed: 'Upgrade needed',
  not_enabled: 'Not enabled',
  unknown: 'Not checked yet',
} satisfies Record<InsightState, string>;

interface InsightAbout {
  name: string;
  /** What the person gets. */
  gives: string;
  /** Exactly what its switch in the template allows. */
  actions: readonly string[];
  /** What to do for each state that is not healthy. */
  fixes: Record<Exclude<InsightState, 'healthy' | 'unknown'>, string>;
}

/** Everything that differs between insights; a new one is one entry here and one call in server/aws/insights.ts. */
export const insights = {
  trusted_advisor: {
    name: 'AWS Trusted Advisor',
    gives: 'Checks for cost, security, fault tolerance, performance and service limits',
    actions: ['support:DescribeTrustedAdvisorChecks'],
    fixes: {
      permissions_needed:
        'Update the stack with the switch for AWS Trusted Advisor on, and check that no service control policy denies support:DescribeTrustedAdvisorChecks.',
      upgrade_needed:
        'AWS answers these checks only with a Business, Enterprise On-Ramp or Enterprise support plan.',
      not_enabled: 'Open AWS Trusted Advisor in the account and enable it.',
    },
  },
  cost_optimization_hub: {
    name: 'AWS Cost Optimization Hub',
    gives: 'Recommendations to save, with their estimated savings',
    actions: ['cost-optimization-hub:ListEnrollmentStatuses'],
    fixes: {
      permissions_needed:
        'Update the stack with the switch for AWS Cost Optimization Hub on, and check that no service control policy denies cost-optimization-hub:ListEnrollmentStatuses.',
      upgrade_needed: 'AWS asks for a support plan that includes AWS Cost Optimization Hub.',
      not_enabled:
        'In the AWS Billing and Cost Management console, open Cost Optimization Hub and choose Enable.',
    },
  },
  security_hub: {
    name: 'AWS Security Hub',
    gives: 'Security findings of the account',
    actions: ['securityhub:DescribeHub'],
    fixes: {
      permissions_needed:
        'Update the stack with the switch for AWS Security Hub on, and check that no service control policy denies securityhub:DescribeHub.',
      upgrade_needed: 'AWS asks for a support plan that includes AWS Security Hub.',
      not_enabled: 'In the AWS Security Hub console, enable Security Hub for the account.',
    },
  },
} satisfies Record<InsightKind, InsightAbout>;

/** What was found for each wanted insight, as it is stored. */
export const InsightResult = z.object({
  insight: InsightKind,
  state: InsightState,
  checkedAt: z.string().nullable(),
  /** AWS's own name of what it answered, when that was no plain yes. */
  answer: z.string().nullable(),
});
export type InsightResult = z.infer<typeof InsightResult>;

const id = z.string().min(1).max(64);
/** One checkbox posts a text, several an array, none nothing at all. */
const wanted = z
  .union([InsightKind, z.array(InsightKind)])
  .default([])
  .transform((chosen) => insightKinds.filter((kind) => [chosen].flat().includes(kind)))
  .refine((chosen) => chosen.length > 0, 'Choose at least one.');

/** `tenantId`: the end customer on whose behalf it is linked; without it the actor's own tenant. */
export const NewInsightAccount = z.strictObject({ tenantId: id.optional(), accountId: AwsAccountId, wanted });
export type NewInsightAccount = z.infer<typeof NewInsightAccount>;

export const WantedInsights = z.strictObject({
  connectionId: id,
  version: z.coerce.number().int().nonnegative(),
  wanted,
});
export type WantedInsights = z.infer<typeof WantedInsights>;

import { whatIsRead } from '@/lib/connecting';
import { type InsightKind, insightKinds, insights } from '@/lib/insights';
import { insightCalls } from '../calls';
import { equals, type Json, ref, sub, type Template, type TemplateParameter } from './document';
import { doorbellCondition, hooks } from './hooks';
import {
  commonParameters,
  guards,
  outputs,
  policyResource,
  roleResource,
  statementsOf,
  statementWords,
} from './parts';

/** The parameter that switches an insight on, and the condition that it makes. */
export const insightSwitches = {
  trusted_advisor: 'TrustedAdvisor',
  cost_optimization_hub: 'CostOptimizationHub',
  security_hub: 'SecurityHub',
} as const satisfies Record<InsightKind, string>;

/** The other two services have no resource that could be named; a hub may be in another region than the stack. */
const resources = {
  trusted_advisor: '*',
  cost_optimization_hub: '*',
  security_hub: sub('arn:aws:securityhub:*:<AWS::AccountId>:hub/default'),
} satisfies Record<InsightKind, Json>;

const parameters: Record<string, TemplateParameter> = {
  ...commonParameters,
  ...Object.fromEntries(insightKinds.map((kind) => [insightSwitches[kind], switchOf(kind)])),
};

/** The stack of an account with insights: each insight has its own switch and its own statement. */
export const insightsTemplate: Template = {
  AWSTemplateFormatVersion: '2010-09-09',
  Description:
    'Lets Tributary read the insights that you switch on: one IAM role and one managed policy. Delete the stack to end it.',
  Metadata: statementWords(insightWords()),
  Parameters: parameters,
  Rules: guards,
  Conditions: {
    ...Object.fromEntries(
      insightKinds.map((kind) => [`With${insightSwitches[kind]}`, equals(ref(insightSwitches[kind]), 'yes')]),
    ),
    ...doorbellCondition,
  },
  Resources: {
    Role: roleResource('Tributary reads insights with this role'),
    Policy: policyResource({
      description:
        'What Tributary may do: read the insights that are switched on, and see its own stack and role',
      statements: [...statementsOf(insightCalls), ...insightKinds.map(statementOf)],
    }),
    ...hooks({ parameters, after: ['Role', 'Policy'] }),
  },
  Outputs: outputs,
};

function insightWords(): Record<string, string> {
  const own = ['WatchThisStack', 'ReadThisRole', 'ReadThisPolicy'];
  const shared = whatIsRead.filter(({ statement }) => own.includes(statement));
  return {
    ...Object.fromEntries(shared.map(({ statement, what }) => [statement, what])),
    ...Object.fromEntries(
      insightKinds.map((kind) => [insightSwitches[kind], `${insights[kind].name}: ${insights[kind].gives}`]),
    ),
  };
}

function switchOf(kind: InsightKind): TemplateParameter {
  return {
    Type: 'String',
    Description: `${insights[kind].name} insights: ${insights[kind].actions.join(', ')}`,
    Default: 'no',
    AllowedValues: ['yes', 'no'],
  };
}

function statementOf(kind: InsightKind): Json {
  const statement = {
    Sid: insightSwitches[kind],
    Effect: 'Allow',
    Action: [...insights[kind].actions],
    Resource: resources[kind],
  };
  return { 'Fn::If': [`With${insightSwitches[kind]}`, statement, ref('AWS::NoValue')] };
}

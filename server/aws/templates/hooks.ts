import { equals, type Json, not, ref, type Template, type TemplateParameter } from './document';

/** Both empty where the operator has no doorbell: then the stack has no hooks, and is found by looking alone. */
export const doorbellParameters = {
  DoorbellTopicArn: {
    Type: 'String',
    Description: 'SNS topic that tells Tributary when the stack starts and when it is done; empty for none',
    Default: '',
    AllowedPattern: '^$|^arn:aws:sns:us-east-1:[0-9]{12}:[A-Za-z0-9_-]{1,256}$',
    ConstraintDescription: 'must be the ARN of an SNS topic in us-east-1, or empty',
  },
  ConnectionId: {
    Type: 'String',
    Description: 'Connection in Tributary that this stack is for; not a secret',
    Default: '',
    AllowedPattern: '^$|^[0-9A-Za-z-]{1,64}$',
    ConstraintDescription: 'must be the value that Tributary shows, or empty',
  },
} as const satisfies Record<string, TemplateParameter>;

export const doorbellCondition = { HasDoorbell: not(equals(ref('DoorbellTopicArn'), '')) } satisfies Record<
  string,
  Json
>;

export const hookTypes = { Start: 'Custom::TributaryStart', Done: 'Custom::TributaryDone' } as const;

/**
 * Seconds that CloudFormation waits for our answer before it fails the stack. Without it the stack would hang for an hour; less would
 * fail stacks while Tributary restarts.
 */
const ANSWER_SECONDS = 300;

/**
 * The two custom resources that ring. Start stands on nothing, Done on everything that counts. Both carry the values that the stack
 * was really created with, so that one which was edited in the console is found, and an update that changes one rings again.
 */
export function hooks(of: {
  parameters: Readonly<Record<string, TemplateParameter>>;
  after: string[];
}): Template['Resources'] {
  const { DoorbellTopicArn: _, ...values } = of.parameters;
  const Properties = {
    ServiceToken: ref('DoorbellTopicArn'),
    ServiceTimeout: ANSWER_SECONDS,
    ...Object.fromEntries(Object.keys(values).map((name) => [name, ref(name)])),
  };
  return {
    Start: { Type: hookTypes.Start, Condition: 'HasDoorbell', Properties },
    Done: { Type: hookTypes.Done, Condition: 'HasDoorbell', DependsOn: of.after, Properties },
  };
}

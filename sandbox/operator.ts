/**
 * The account that runs Tributary in the sandbox, and its key. The key is public on purpose and opens nothing but
 * a sandbox on this machine.
 */
export const SANDBOX_OPERATOR = {
  accountId: '999988887777',
  userName: 'tributary-app',
  accessKeyId: 'AKIASANDBOXTRIBUTARY',
  secretAccessKey: 'sandbox+secret+of+tributary+app+1234567890',
} as const;

/** Lets the operator's identities in and may do nothing: whether Tributary may assume IAM roles at all shows here. */
export const CANARY_ROLE = 'tributary-canary';

/** The name of the operator's topic and of the queue that it feeds, both there from the start. */
export const DOORBELL_NAME = 'tributary-doorbell';

/** What an operator whose account has that topic and queue sets. */
export function doorbellVariables(apiUrl: string) {
  const { accountId } = SANDBOX_OPERATOR;
  return {
    DOORBELL_TOPIC_ARN: `arn:aws:sns:us-east-1:${accountId}:${DOORBELL_NAME}`,
    DOORBELL_QUEUE_URL: `${apiUrl}/${accountId}/${DOORBELL_NAME}`,
  };
}

/** The operator's bucket for published templates: anybody may read its objects. */
export const TEMPLATE_BUCKET = 'tributary-templates';

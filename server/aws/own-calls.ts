/** What a call that we make as ourselves is about, in the operator's own account or, for IAM roles, in anybody's. */
export type OwnResource = 'roles' | 'templates' | 'queue' | 'any';

interface OwnCall {
  action: string;
  resource: OwnResource;
  /** Why it is made, in the words of the operator's stack. */
  what: string;
}

/**
 * Every call that Tributary makes with its own identity. The operator's stack allows exactly this list, and a test compares it with
 * what is really sent. Everything else is done with the customers' IAM roles (calls.ts).
 */
export const ownCalls = [
  {
    action: 'sts:AssumeRole',
    resource: 'roles',
    what: 'IAM roles that Tributary named, in the accounts of customers who let it in',
  },
  {
    action: 'sts:GetCallerIdentity',
    resource: 'any',
    what: 'in which account Tributary is; AWS lets everybody ask',
  },
  { action: 'sqs:ReceiveMessage', resource: 'queue', what: 'what rang at the doorbell' },
  { action: 'sqs:DeleteMessage', resource: 'queue', what: 'what was written down leaves the queue' },
  {
    action: 'sqs:ChangeMessageVisibility',
    resource: 'queue',
    what: 'what could not be written down comes again soon',
  },
  { action: 's3:PutObject', resource: 'templates', what: 'publish-templates, once for each version' },
] as const satisfies readonly OwnCall[];

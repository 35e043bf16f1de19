import type { InsightKind } from '@/lib/insights';
import type { ReportSource } from '@/lib/report-source';

/** Temporary credentials of a customer's IAM role; they live in memory only. */
export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** What a session is for: it carries a session policy that allows the calls of that purpose and nothing else. */
export type SessionPurpose =
  | {
      for: 'probe';
      /** Whose calls: of a management account, or of an account with insights. */
      account: 'reports' | 'insights';
      roleName: string;
      policyName: string;
      stackName: string;
    }
  /** Only whether the role lets us in: such a session may do nothing. */
  | { for: 'entry' }
  | { for: 'reports'; bucket: string; kmsKeyArn: string | null }
  | { for: 'insights'; wanted: readonly InsightKind[] };

export interface RoleCall {
  accountId: string;
  roleName: string;
  /** null: without one, which only the negative probe does. */
  externalId: string | null;
  purpose: SessionPurpose;
}

export interface StackSighting {
  id: string;
  status: string;
  reason: string | null;
  /** When it was updated last; null: never. */
  updatedAt: string | null;
  /** What it was last created or updated with: of the parameters that our templates have, those that it has. */
  parameters: Readonly<Record<string, string>>;
  /** Which of our templates it was last created or updated from, as it says itself; null when it says nothing that we could have written. */
  templateVersion: string | null;
  /** Oldest first, at most 100. */
  events: { id: string; resource: string; status: string; reason: string | null; at: string }[];
}

export interface AttachedPolicy {
  name: string;
  arn: string;
}

/** What an anonymous look at a bucket's name told; `exists` is null when it told nothing. */
export interface BucketSighting {
  exists: boolean | null;
  region: string | null;
}

export interface ReportPlace {
  credentials: AwsCredentials;
  bucket: string;
  /** The bucket must belong to this account (ExpectedBucketOwner). */
  accountId: string;
  /** As far as it is known; null: found out on the way. */
  region: string | null;
}

export interface QueueMessage {
  /** SQS's own. */
  id: string;
  body: string;
  /** Of this delivery: a message that is delivered again has another one. */
  receipt: string;
}

/** A queue of the operator's. Every member throws AwsTrouble. */
export interface MessageQueue {
  /** Waits up to 20 s for messages, at most 10; what is neither removed nor put back within 30 s is delivered again. */
  receive(signal: AbortSignal): Promise<QueueMessage[]>;
  remove(message: QueueMessage): Promise<void>;
  /** Delivered again in so many seconds. */
  putBack(message: QueueMessage, seconds: number): Promise<void>;
}

/**
 * AWS as the domain sees it. Every member throws AwsTrouble (lib/aws-trouble.ts) and nothing else; none may be called inside a
 * transaction.
 */
export interface Aws {
  /** The account that Tributary itself acts from. */
  ownAccount(): Promise<string>;
  /** GetCallerIdentity with our own credentials, asked anew each time: the ARN of who we are. */
  ownIdentity(): Promise<string>;
  assumeRole(call: RoleCall): Promise<AwsCredentials>;
  /** GetCallerIdentity: which account the credentials belong to. */
  callerAccount(credentials: AwsCredentials): Promise<string>;
  /** The trust policy of the role, as parsed JSON. */
  roleTrust(role: { credentials: AwsCredentials; roleName: string }): Promise<unknown>;
  /** What is attached to the role, and what its own managed policy says, as parsed JSON; null when there is none of that name. */
  rolePolicies(role: { credentials: AwsCredentials; roleName: string; policyArn: string }): Promise<{
    attached: AttachedPolicy[];
    document: unknown;
  }>;
  /** The stack of a name or an ID, and its events; null when there is none. By its ID a stack is found for 90 days after its deletion. */
  stack(wanted: { credentials: AwsCredentials; stackName: string }): Promise<StackSighting | null>;
  /** DescribeOrganization: the management account. Trouble `not-in-use` means that there is no organization. */
  organization(credentials: AwsCredentials): Promise<{ managementAccount: string }>;
  /** The operator's published template as anybody gets it; null when it is not there, or not for everybody. */
  publishedTemplate(url: string): Promise<string | null>;
  /** Anonymous, a hint for a person who types a name: never a verdict. */
  findBucket(bucket: string): Promise<BucketSighting>;
  reports(place: ReportPlace): ReportSource;
  queue(url: string): MessageQueue;
  /** Whether this is an address at which CloudFormation waits for an answer; nothing is sent anywhere else. Asks nobody. */
  isAnswerAddress(url: string): boolean;
  /** Answers a custom resource; `body` is JSON of at most 4,096 bytes. */
  answerStack(answer: { url: string; body: string }): Promise<void>;
  /** Makes the call that an insight needs; false when the service answered that it is not enabled. */
  insight(wanted: { credentials: AwsCredentials; insight: InsightKind }): Promise<{ enabled: boolean }>;
}

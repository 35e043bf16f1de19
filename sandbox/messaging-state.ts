import type { PolicyDocument } from './state';

/** The types of Amazon SQS and Amazon SNS in the sandbox's world. */

export type QueueMessage = {
  id: string;
  body: string;
  sentAt: string;
  /** The principal ID of the sender, as the attribute SenderId gives it. */
  senderId: string;
  received: number;
  firstReceivedAt: string | null;
  /** Not to be received before this time. */
  visibleAt: string;
  /** The handle of the last receipt; null before the first. */
  receipt: string | null;
};

/** A standard queue. Messages are kept in the order in which they came, which SQS does not promise. */
export type Queue = {
  name: string;
  arn: string;
  accountId: string;
  region: string;
  createdAt: string;
  visibilitySeconds: number;
  retentionSeconds: number;
  waitSeconds: number;
  delaySeconds: number;
  redrive: { deadLetterArn: string; maxReceiveCount: number } | null;
  policy: PolicyDocument | null;
  messages: QueueMessage[];
};

export type Subscription = {
  arn: string;
  /** The ARN of an SQS queue. */
  endpoint: string;
  /** Without the envelope around the message. */
  raw: boolean;
};

export type Topic = {
  name: string;
  arn: string;
  accountId: string;
  region: string;
  createdAt: string;
  displayName: string;
  /** null = only the account itself, as for a new topic. */
  policy: PolicyDocument | null;
  subscriptions: Subscription[];
};

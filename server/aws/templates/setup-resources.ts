import { type Json, ref, sub, type Template } from './document';

/** Seconds for which a message is hidden from other readers; as long as the reader asks for (queue.ts). */
const VISIBILITY_SECONDS = 30;
/** A message that was received so often and never deleted is poison. */
const MOST_RECEIVES = 5;
const DAY_SECONDS = 86_400;

/** CloudFormation gets templates as anybody does, so the objects are public; by the bucket's policy and in no other way. */
export function bucketResources(): Template['Resources'] {
  const bucket = sub('arn:aws:s3:::<TemplateBucket>');
  const objects = sub('arn:aws:s3:::<TemplateBucket>/*');
  return {
    TemplateBucket: {
      Type: 'AWS::S3::Bucket',
      // Links that were handed out still lead to what is published, and a bucket that is not empty cannot be deleted.
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        // What is overwritten can be looked at, and put back.
        VersioningConfiguration: { Status: 'Enabled' },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: false,
          RestrictPublicBuckets: false,
        },
      },
    },
    TemplateBucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: ref('TemplateBucket'),
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'EverybodyReadsTemplates',
              Effect: 'Allow',
              Principal: '*',
              Action: 's3:GetObject',
              Resource: sub('arn:aws:s3:::<TemplateBucket>/tributary-*'),
            },
            onlyByTls({ action: 's3:*', resource: [bucket, objects] }),
          ],
        },
      },
    },
  };
}

/**
 * CloudFormation publishes with the credentials of whoever creates the stack, in an account that is not known before: so everybody may
 * publish, and a message proves nothing. It makes Tributary look, by calls of its own, and is answered at CloudFormation's addresses
 * alone. Nobody but the topic may send to the queue.
 */
export function doorbellResources(): Template['Resources'] {
  const topic = ref('DoorbellTopic');
  const queue: Json = { 'Fn::GetAtt': ['DoorbellQueue', 'Arn'] };
  return {
    DoorbellTopic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: ref('DoorbellName') } },
    DoorbellTopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [topic],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'EverybodyMayRing',
              Effect: 'Allow',
              Principal: { AWS: '*' },
              Action: 'sns:Publish',
              Resource: topic,
            },
            onlyByTls({ action: 'sns:Publish', resource: topic }),
          ],
        },
      },
    },
    DeadLetterQueue: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: sub('<DoorbellName>-dead-letters'),
        SqsManagedSseEnabled: true,
        MessageRetentionPeriod: 14 * DAY_SECONDS,
      },
    },
    DoorbellQueue: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: ref('DoorbellName'),
        SqsManagedSseEnabled: true,
        VisibilityTimeout: VISIBILITY_SECONDS,
        ReceiveMessageWaitTimeSeconds: 20,
        // CloudFormation listens for minutes; what is older only makes us look.
        MessageRetentionPeriod: 4 * DAY_SECONDS,
        RedrivePolicy: {
          deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] },
          maxReceiveCount: MOST_RECEIVES,
        },
      },
    },
    DoorbellQueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [ref('DoorbellQueue')],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'OnlyTheDoorbellSends',
              Effect: 'Allow',
              Principal: { Service: 'sns.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: queue,
              Condition: { ArnEquals: { 'aws:SourceArn': topic } },
            },
            onlyByTls({ action: 'sqs:*', resource: queue }),
          ],
        },
      },
    },
    DoorbellSubscription: {
      Type: 'AWS::SNS::Subscription',
      DependsOn: ['DoorbellQueuePolicy'],
      // The reader wants SNS's envelope: it names the topic and gives each message an ID that a repeated delivery keeps.
      Properties: { TopicArn: topic, Protocol: 'sqs', Endpoint: queue, RawMessageDelivery: false },
    },
  };
}

function onlyByTls(of: { action: string; resource: Json }): Json {
  return {
    Sid: 'OnlyByTls',
    Effect: 'Deny',
    Principal: '*',
    Action: of.action,
    Resource: of.resource,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

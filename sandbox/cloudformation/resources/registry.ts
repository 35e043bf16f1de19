import { bucket } from '@/sandbox/cloudformation/resources/bucket';
import { bucketPolicy } from '@/sandbox/cloudformation/resources/bucket-policy';
import type { ResourceHandler } from '@/sandbox/cloudformation/resources/handler';
import { instanceProfile } from '@/sandbox/cloudformation/resources/instance-profile';
import { managedPolicy } from '@/sandbox/cloudformation/resources/managed-policy';
import { queue } from '@/sandbox/cloudformation/resources/queue';
import { reportDefinition } from '@/sandbox/cloudformation/resources/report-definition';
import { role } from '@/sandbox/cloudformation/resources/role';
import { queuePolicy, topicPolicy } from '@/sandbox/cloudformation/resources/shared-policies';
import { subscription } from '@/sandbox/cloudformation/resources/subscription';
import { topic } from '@/sandbox/cloudformation/resources/topic';
import type { Json } from '@/sandbox/state';

/** Every resource type that the engine can make, and the property whose presence asks for CAPABILITY_NAMED_IAM. */
export const RESOURCE_TYPES: Record<string, { handler: ResourceHandler; iamName: string | null }> = {
  'AWS::IAM::Role': { handler: role, iamName: 'RoleName' },
  'AWS::IAM::ManagedPolicy': { handler: managedPolicy, iamName: 'ManagedPolicyName' },
  'AWS::IAM::InstanceProfile': { handler: instanceProfile, iamName: 'InstanceProfileName' },
  'AWS::S3::Bucket': { handler: bucket, iamName: null },
  'AWS::S3::BucketPolicy': { handler: bucketPolicy, iamName: null },
  'AWS::CUR::ReportDefinition': { handler: reportDefinition, iamName: null },
  'AWS::SNS::Topic': { handler: topic, iamName: null },
  'AWS::SNS::TopicPolicy': { handler: topicPolicy, iamName: null },
  'AWS::SNS::Subscription': { handler: subscription, iamName: null },
  'AWS::SQS::Queue': { handler: queue, iamName: null },
  'AWS::SQS::QueuePolicy': { handler: queuePolicy, iamName: null },
};

/** What makes a type; undefined for one that the engine does not know, whatever JavaScript knows by that name. */
export function resourceType(type: string): (typeof RESOURCE_TYPES)[string] | undefined {
  return Object.hasOwn(RESOURCE_TYPES, type) ? RESOURCE_TYPES[type] : undefined;
}

/** The capability that a template needs: none, CAPABILITY_IAM, or CAPABILITY_NAMED_IAM when IAM names are chosen. */
export function capabilityOf(
  resources: { Type: string; Properties: Record<string, Json> }[],
): 'CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM' | null {
  const iam = resources.filter((resource) => resource.Type.startsWith('AWS::IAM::'));
  const named = iam.some((resource) => {
    const name = resourceType(resource.Type)?.iamName;
    return typeof name === 'string' && Object.hasOwn(resource.Properties, name);
  });
  if (named) return 'CAPABILITY_NAMED_IAM';
  return iam.length > 0 ? 'CAPABILITY_IAM' : null;
}

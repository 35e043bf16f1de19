import type { Service } from '@/sandbox/api/service';
import { cloudformation } from '@/sandbox/services/cloudformation';
import { cur } from '@/sandbox/services/cur';
import { iam } from '@/sandbox/services/iam';
import { costOptimizationHub, securityHub, support, trustedAdvisor } from '@/sandbox/services/insights';
import { organizations } from '@/sandbox/services/organizations';
import { sqs } from '@/sandbox/services/sqs';
import { sts } from '@/sandbox/services/sts';

/** Every service but S3, whose requests look different. */
export const SERVICES: Service[] = [
  sts,
  iam,
  organizations,
  cur,
  cloudformation,
  support,
  trustedAdvisor,
  costOptimizationHub,
  securityHub,
  sqs,
];

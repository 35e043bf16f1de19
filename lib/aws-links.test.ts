import { describe, expect, it } from 'vitest';
import { awsLinks } from '@/lib/aws-links';
import { hostileRegions, hostileTexts, hostileUrls } from '@/server/testing/hostile-names';

const EVERYTHING = {
  region: 'eu-west-1',
  bucket: 'my-billing',
  prefix: 'cur/hourly & more/',
  roleName: 'tributary-read-a1',
  name: 'tributary-reports-a1',
  stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/tributary/1',
};
const SHAPES = {
  dataExports: 'https://us-east-1.console.aws.amazon.com/costmanagement/home#/bcm-data-exports',
  costManagementPreferences: 'https://us-east-1.console.aws.amazon.com/costmanagement/home#/settings',
  costOptimizationHub: 'https://us-east-1.console.aws.amazon.com/costmanagement/home#/cost-optimization-hub',
  buckets: 'https://eu-west-1.console.aws.amazon.com/s3/buckets?region=eu-west-1',
  bucketObjects:
    'https://eu-west-1.console.aws.amazon.com/s3/buckets/my-billing?region=eu-west-1&prefix=cur%2Fhourly%20%26%20more%2F&tab=objects',
  bucketPermissions:
    'https://eu-west-1.console.aws.amazon.com/s3/buckets/my-billing?region=eu-west-1&tab=permissions',
  bucketProperties:
    'https://eu-west-1.console.aws.amazon.com/s3/buckets/my-billing?region=eu-west-1&tab=properties',
  role: 'https://us-east-1.console.aws.amazon.com/iam/home#/roles/details/tributary-read-a1?section=trust_relationships',
  users: 'https://us-east-1.console.aws.amazon.com/iam/home#/users',
  kmsKeys: 'https://eu-west-1.console.aws.amazon.com/kms/home?region=eu-west-1#/kms/keys',
  organization: 'https://us-east-1.console.aws.amazon.com/organizations/v2/home/accounts',
  serviceControlPolicies:
    'https://us-east-1.console.aws.amazon.com/organizations/v2/home/policies/service-control-policy',
  serviceQuotas: 'https://eu-west-1.console.aws.amazon.com/servicequotas/home?region=eu-west-1#!/services',
  stacks: 'https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks',
  stacksNamed:
    'https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks?filteringText=tributary-reports-a1&filteringStatus=active&viewNested=true',
  stackEvents:
    'https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/events?stackId=arn%3Aaws%3Acloudformation%3Aus-east-1%3A123456789012%3Astack%2Ftributary%2F1',
  stackInfo:
    'https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/stackinfo?stackId=arn%3Aaws%3Acloudformation%3Aus-east-1%3A123456789012%3Astack%2Ftributary%2F1',
  rolePermissions:
    'https://us-east-1.console.aws.amazon.com/iam/home#/roles/details/tributary-read-a1?section=permissions',
  supportPlans: 'https://us-east-1.console.aws.amazon.com/support/plans/home',
  trustedAdvisor: 'https://us-east-1.console.aws.amazon.com/trustedadvisor/home',
  securityHub: 'https://eu-west-1.console.aws.amazon.com/securityhub/home?region=eu-west-1#/summary',
} satisfies Record<keyof typeof awsLinks, string>;

describe('awsLinks', () => {
  it('has the shape of the AWS console for every link', () => {
    const made = Object.fromEntries(Object.entries(awsLinks).map(([name, link]) => [name, link(EVERYTHING)]));
    expect(made).toEqual(SHAPES);
  });

  it('changes nothing but the base when a console address is given', () => {
    const consoleUrl = 'http://127.0.0.1:4590/';
    for (const [name, link] of Object.entries(awsLinks)) {
      const there = link({ ...EVERYTHING, consoleUrl });
      expect(there.startsWith('http://127.0.0.1:4590/'), name).toBe(true);
      expect(there.slice('http://127.0.0.1:4590'.length)).toBe(
        link(EVERYTHING).replace(/^https:\/\/[a-z0-9-]+\.console\.aws\.amazon\.com/, ''),
      );
    }
  });

  it('stays on its page whatever a bucket, a folder, a role, a stack or a Region is called', () => {
    const parts = (link: string) => {
      const url = new URL(link);
      const [route = '', query = ''] = url.hash.split('?');
      const names = (search: string) => [...new URLSearchParams(search).keys()];
      // Names in a path are one segment of it.
      const path = (text: string) => text.split('/').length;
      return [url.origin, path(url.pathname), names(url.search), path(route), names(query)];
    };
    const texts = [...hostileTexts, ...hostileUrls].filter((text) => text !== '' && text !== '..');
    for (const text of texts)
      for (const [name, link] of Object.entries(awsLinks)) {
        const hostile = { ...EVERYTHING, bucket: text, prefix: text, roleName: text, stackId: text };
        expect(parts(link(hostile)), `${name}: ${text}`).toEqual(parts(link(EVERYTHING)));
      }
    for (const region of hostileRegions)
      for (const [name, link] of Object.entries(awsLinks)) {
        const made = link({ ...EVERYTHING, region });
        expect(made, `${name}: ${region}`).toBe(link({ ...EVERYTHING, region: 'us-east-1' }));
      }
  });
});

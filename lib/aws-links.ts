import { AWS_REGIONS } from '@/lib/aws-regions';

/**
 * The base of the AWS Management Console for a Region. `consoleUrl` replaces it (AWS_CONSOLE_URL, the sandbox);
 * nothing else of a link differs then.
 */
export function consoleBase(region: string, consoleUrl?: string): string {
  return consoleUrl === undefined
    ? `https://${region}.console.aws.amazon.com`
    : consoleUrl.replace(/\/+$/, '');
}

type Place = { consoleUrl?: string | undefined; region?: string | undefined };

const HOME = 'us-east-1'; // billing, IAM and Organizations live here whatever the Region of the rest
const at = (place: Place, path: string) => `${consoleBase(HOME, place.consoleUrl)}${path}`;
const inRegion = (place: Place, path: (region: string) => string) => {
  // It becomes part of the host name, so what is no Region of AWS leads home.
  const region = AWS_REGIONS.find((one) => one === place.region) ?? HOME;
  return `${consoleBase(region, place.consoleUrl)}${path(region)}`;
};

/** Deep links into the AWS console. AWS promises none of them, so they stand here only, with a test of their shape. */
export const awsLinks = {
  dataExports: (place: Place) => at(place, '/costmanagement/home#/bcm-data-exports'),
  costManagementPreferences: (place: Place) => at(place, '/costmanagement/home#/settings'),
  costOptimizationHub: (place: Place) => at(place, '/costmanagement/home#/cost-optimization-hub'),
  buckets: (place: Place) => inRegion(place, (region) => `/s3/buckets?region=${region}`),
  bucketObjects: (place: Place & { bucket: string; prefix?: string | undefined }) =>
    inRegion(place, (region) => {
      const prefix = place.prefix === undefined ? '' : `&prefix=${encodeURIComponent(place.prefix)}`;
      return `/s3/buckets/${encodeURIComponent(place.bucket)}?region=${region}${prefix}&tab=objects`;
    }),
  bucketPermissions: (place: Place & { bucket: string }) =>
    inRegion(
      place,
      (region) => `/s3/buckets/${encodeURIComponent(place.bucket)}?region=${region}&tab=permissions`,
    ),
  bucketProperties: (place: Place & { bucket: string }) =>
    inRegion(
      place,
      (region) => `/s3/buckets/${encodeURIComponent(place.bucket)}?region=${region}&tab=properties`,
    ),
  role: (place: Place & { roleName: string }) =>
    at(place, `/iam/home#/roles/details/${encodeURIComponent(place.roleName)}?section=trust_relationships`),
  rolePermissions: (place: Place & { roleName: string }) =>
    at(place, `/iam/home#/roles/details/${encodeURIComponent(place.roleName)}?section=permissions`),
  users: (place: Place) => at(place, '/iam/home#/users'),
  kmsKeys: (place: Place) => inRegion(place, (region) => `/kms/home?region=${region}#/kms/keys`),
  organization: (place: Place) => at(place, '/organizations/v2/home/accounts'),
  serviceControlPolicies: (place: Place) =>
    at(place, '/organizations/v2/home/policies/service-control-policy'),
  serviceQuotas: (place: Place) =>
    inRegion(place, (region) => `/servicequotas/home?region=${region}#!/services`),
  stacks: (place: Place) => inRegion(place, (region) => `/cloudformation/home?region=${region}#/stacks`),
  /** The list with a name filled in. */
  stacksNamed: (place: Place & { name: string }) =>
    inRegion(
      place,
      (region) =>
        `/cloudformation/home?region=${region}#/stacks?filteringText=${encodeURIComponent(place.name)}&filteringStatus=active&viewNested=true`,
    ),
  stackEvents: (place: Place & { stackId: string }) =>
    inRegion(
      place,
      (region) =>
        `/cloudformation/home?region=${region}#/stacks/events?stackId=${encodeURIComponent(place.stackId)}`,
    ),
  stackInfo: (place: Place & { stackId: string }) =>
    inRegion(
      place,
      (region) =>
        `/cloudformation/home?region=${region}#/stacks/stackinfo?stackId=${encodeURIComponent(place.stackId)}`,
    ),
  supportPlans: (place: Place) => at(place, '/support/plans/home'),
  trustedAdvisor: (place: Place) => at(place, '/trustedadvisor/home'),
  securityHub: (place: Place) => inRegion(place, (region) => `/securityhub/home?region=${region}#/summary`),
} as const;

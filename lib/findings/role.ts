import { formatAccountId } from '@/lib/aws-ids';
import { awsLinks } from '@/lib/aws-links';
import type { RoleCode, Words } from '@/lib/findings/vocabulary';
import { type PolicyDifference, type StackDifference, unexplained } from '@/lib/stack-update';
import { formatSpan } from '@/lib/time';

type RolePlace = { roleName: string; account: string; consoleUrl?: string | undefined };

export type RoleArgs = {
  ROLE_NOT_REACHABLE: RolePlace & {
    /** Since the link to CloudFormation was made. */
    minutesSinceLink: number;
    /** What AWS answered, e.g. AccessDenied. */
    answer: string;
  };
  ROLE_TRUST_OPEN: RolePlace & { how: 'without-external-id' | 'wrong-external-id' | 'trust-differs' };
  ROLE_TRUST_UNREADABLE: RolePlace & {
    /** Since it was read last. */
    hours: number;
  };
  ROLE_WRONG_ACCOUNT: RolePlace & { seenAccount: string };
  NOT_MANAGEMENT_ACCOUNT: RolePlace & { managementAccount: string };
  ORGANIZATION_UNKNOWN: RolePlace & { reason: 'denied' | 'no-organization' };
  ROLE_TOO_BROAD: RolePlace & {
    policyName: string;
    /** Managed policies beside ours. */
    attached: readonly string[];
    /** What our own policy allows beyond the template, each as "action on resource". */
    more: readonly string[];
  };
  ROLE_PERMISSIONS_MISSING: RolePlace & {
    policyName: string;
    /** What it lacks, each as "action on resource"; empty when the policy itself is not attached. */
    less: readonly string[];
  };
  STACK_BEHIND: RolePlace & {
    stackName: string;
    stackId: string | null;
    difference: StackDifference;
    policy: PolicyDifference;
  };
};

/** AWS needs up to a minute for a new IAM role; a person in the console needs some minutes more. */
export const ROLE_PATIENCE_MINUTES = 15;

const TRUST_SEEN = {
  'without-external-id': 'It can be assumed without an external ID',
  'wrong-external-id': 'It can be assumed with another external ID',
  'trust-differs': 'Its trust policy is not the one of our template',
} as const;

const roleLink = (args: RolePlace) => awsLinks.role(args);
const permissionsLink = (args: RolePlace) => awsLinks.rolePermissions(args);

/** CloudFormation compares templates, not what stands: an update that changes nothing in them mends nothing by hand. */
const NO_UPDATE = 'An update of the stack does not undo it, since its template stays the same.';

const TEMPLATE_SEEN = {
  same: [],
  other: ['made from another version of the template'],
  unversioned: ['made from a template that tells no version'],
} as const;

const valueWords = (value: string) => (value === '' ? 'empty' : value);

export const ROLE_WORDS = {
  ROLE_NOT_REACHABLE: {
    severity: (args) => (args.minutesSinceLink < ROLE_PATIENCE_MINUTES ? 'waiting' : 'error'),
    title: {
      name: 'IAM role can be assumed',
      passed: 'The IAM role can be assumed',
      failed: 'The IAM role cannot be assumed',
    },
    seen: (args) => `${args.answer} for IAM role ${args.roleName} in ${formatAccountId(args.account)}`,
    needed: () => 'The stack is complete and its IAM role lets us in with the external ID',
    fix: (args) =>
      `Open the stack in AWS account ${formatAccountId(args.account)}, Region us-east-1. If it is not there, open the CloudFormation console from the CloudFormation step and create it. If it is complete, check in this order: that it was created in this account, that its external ID is the one shown here, and that no service control policy denies sts:AssumeRole.`,
    link: (args) => awsLinks.stacks({ consoleUrl: args.consoleUrl }),
  },
  ROLE_TRUST_OPEN: {
    severity: 'error',
    title: {
      name: 'IAM role requires the external ID',
      passed: 'The IAM role refuses callers without the external ID',
      failed: 'The IAM role does not insist on the external ID',
    },
    seen: (args) => TRUST_SEEN[args.how],
    needed: () => 'The trust policy requires exactly our external ID (StringEquals on sts:ExternalId)',
    fix: (args) =>
      `Under Trust relationships of IAM role ${args.roleName}, put back the trust policy of our template. ${NO_UPDATE} Before a CUR is confirmed you can also delete the stack and use Try again in the CloudFormation step.`,
    link: roleLink,
  },
  ROLE_TRUST_UNREADABLE: {
    severity: 'warning',
    title: {
      name: 'Trust policy can be read',
      passed: 'The trust policy of the IAM role can be read',
      failed: 'The trust policy of the IAM role cannot be read any more',
    },
    seen: (args) => `It was read last ${formatSpan(args.hours * 3_600_000)} ago`,
    needed: () => 'The IAM role may call iam:GetRole on itself, as our template allows',
    fix: (args) =>
      `Let IAM role ${args.roleName} call iam:GetRole on itself again, and check that no service control policy denies it. Callers without the external ID are still refused; whether the policy lists others cannot be seen.`,
    link: roleLink,
  },
  ROLE_WRONG_ACCOUNT: {
    severity: 'error',
    title: {
      name: 'IAM role is in the AWS management account',
      passed: 'The IAM role is in the AWS account that was entered',
      failed: 'The IAM role is in another AWS account',
    },
    seen: (args) => formatAccountId(args.seenAccount),
    needed: (args) => formatAccountId(args.account),
    fix: (args) =>
      `Sign in to AWS account ${formatAccountId(args.account)} and create the stack there, or go back to the Account step and enter ${formatAccountId(args.seenAccount)}.`,
    link: (args) => awsLinks.stacks({ consoleUrl: args.consoleUrl }),
  },
  NOT_MANAGEMENT_ACCOUNT: {
    severity: 'error',
    title: {
      name: 'AWS management account',
      passed: 'The account is the management account of its organization',
      failed: 'The account is not the management account of its organization',
    },
    seen: (args) =>
      `${formatAccountId(args.account)} is a member; the management account is ${formatAccountId(args.managementAccount)}`,
    needed: () => 'The management account of the organization',
    fix: (args) =>
      `Go back to the Account step and enter ${formatAccountId(args.managementAccount)}, then create the report and the stack in that account.`,
    link: (args) => awsLinks.organization(args),
  },
  ORGANIZATION_UNKNOWN: {
    severity: 'warning',
    title: {
      name: 'Organization can be read',
      passed: 'The organization can be read',
      failed: 'The organization is not known',
    },
    seen: (args) =>
      args.reason === 'denied'
        ? 'organizations:DescribeOrganization is denied'
        : `${formatAccountId(args.account)} is in no organization`,
    needed: () => 'An organization that this account manages',
    fix: (args) =>
      args.reason === 'denied'
        ? 'Let the IAM role call organizations:DescribeOrganization, as our template does, and check that no service control policy denies it.'
        : 'Nothing to do if this is a standalone account. Otherwise enter the management account of the organization in the Account step.',
    link: (args) => awsLinks.organization(args),
  },
  ROLE_TOO_BROAD: {
    severity: 'warning',
    title: {
      name: 'IAM role allows no more than needed',
      passed: 'The IAM role allows just what is needed',
      failed: 'The IAM role allows more than is needed',
    },
    seen: (args) => [...args.attached.map((name) => `${name} is attached`), ...args.more].join('; '),
    needed: (args) => `Only the policy ${args.policyName}, as our template makes it`,
    fix: ({ roleName, policyName, attached, more }) =>
      [
        ...(attached.length > 0
          ? [`Under Permissions of IAM role ${roleName}, select ${attached.join(', ')} and choose Remove.`]
          : []),
        ...(more.length > 0
          ? [`Under Permissions open the policy ${policyName}, choose Edit, and take out what is named here.`]
          : []),
        NO_UPDATE,
        'Tributary uses none of it: every call is narrowed to what it is for.',
      ].join(' '),
    link: permissionsLink,
  },
  ROLE_PERMISSIONS_MISSING: {
    severity: 'warning',
    title: {
      name: 'IAM role allows what is needed',
      passed: 'The IAM role allows everything that is needed',
      failed: 'The IAM role lacks permissions',
    },
    seen: (args) =>
      args.less.length === 0
        ? `The policy ${args.policyName} is not attached`
        : `The policy ${args.policyName} lacks ${args.less.join('; ')}`,
    needed: (args) => `The policy ${args.policyName}, as the template of this version makes it`,
    fix: ({ roleName, policyName, less }) =>
      less.length === 0
        ? `Under Permissions of IAM role ${roleName}, choose Add permissions, Attach policies, select ${policyName} and choose Add permissions. ${NO_UPDATE}`
        : `Under Permissions of IAM role ${roleName}, open the policy ${policyName}, choose Edit, and add what is named here. ${NO_UPDATE}`,
    link: permissionsLink,
  },
  STACK_BEHIND: {
    severity: 'warning',
    title: {
      name: 'Stack is up to date',
      passed: 'The stack is as it would be created now',
      failed: 'The stack is behind',
    },
    seen: ({ stackName, difference, policy }) => {
      const { more, less } = unexplained(difference, policy);
      const differs = [
        ...difference.parameters.map(({ name, seen }) => `${name} is ${valueWords(seen)}`),
        ...TEMPLATE_SEEN[difference.template],
        ...less.map((grant) => `its policy lacks ${grant}`),
        ...more.map((grant) => `its policy also allows ${grant}`),
      ];
      return `${stackName}: ${differs.join('; ')}`;
    },
    needed: ({ difference }) =>
      [
        ...difference.parameters.map(({ name, wanted }) => `${name} is ${valueWords(wanted)}`),
        ...(difference.template === 'same' ? [] : ['The template of this version']),
      ].join('; '),
    fix: ({ account }) =>
      `Choose Update the stack: it writes out what to do in AWS account ${formatAccountId(account)}, with the values that change. No second stack is created.`,
    link: (args) =>
      args.stackId === null ? awsLinks.stacks(args) : awsLinks.stackInfo({ ...args, stackId: args.stackId }),
  },
} satisfies { [C in RoleCode]: Words<RoleArgs[C]> };

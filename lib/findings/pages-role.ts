import type { Page, RoleCode } from '@/lib/findings/vocabulary';

export const ROLE_PAGES = {
  ROLE_NOT_REACHABLE: {
    means:
      'Tributary asked AWS for credentials of the IAM role that the stack creates, with the external ID of this connection, and AWS refused. AWS gives the same answer for a role that does not exist yet and for one that does not let us in.',
    matters: 'Without the IAM role nothing can be read.',
    steps: [
      'In the AWS console choose Region us-east-1 and open CloudFormation, Stacks.',
      'If the stack is not there, open it from the CloudFormation step and create it. If it rolled back, its Events name the reason; use Try again.',
      'If it is complete, compare the account that you are signed in to with the one that you entered, and the parameter ExternalId with the external ID of the CloudFormation step.',
      'If all of that is right, ask whoever manages your organization whether a service control policy denies sts:AssumeRole.',
    ],
    background:
      'A new IAM role takes up to a minute until AWS knows it everywhere. Until 15 minutes after the link was made this is shown as waiting.',
  },
  ROLE_TRUST_OPEN: {
    means:
      'The trust policy of the IAM role lets Tributary in without the external ID, or with another one, or it is not the policy of our template. It is found out by trying, and by reading the policy.',
    matters:
      'The external ID keeps another customer of the same product from having it read your account (the confused deputy problem). A role without it is never stored.',
    steps: [
      'Open the IAM role in the AWS console and choose Trust relationships, Edit trust policy.',
      'Put back the condition StringEquals on sts:ExternalId with the value that the CloudFormation step shows.',
      'Or delete the stack and use Try again: the new stack makes a role that is right.',
    ],
    source: {
      label: 'AWS: the confused deputy problem',
      href: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
    },
  },
  ROLE_TRUST_UNREADABLE: {
    means:
      'Tributary could read the trust policy of the IAM role when it was accepted, and has not been able to for more than a day and a half. Its probes without and with a wrong external ID are still refused.',
    matters:
      'A policy that lists the external IDs of several callers refuses wrong ones all the same. Only reading it shows that it names ours alone.',
    steps: [
      'Open the IAM role in the AWS console, choose Permissions, and see that the policy of the stack still allows iam:GetRole on the role itself.',
      'If it does, ask whoever manages your organization whether a service control policy or a permissions boundary denies iam:GetRole.',
    ],
    background: 'A warning, never more: what cannot be read is unknown, and the connection goes on.',
  },
  ROLE_WRONG_ACCOUNT: {
    means: 'The IAM role answers from another AWS account than the one that was entered.',
    matters: 'Costs of another account would be read under the name of this one.',
    steps: [
      'Sign in to the AWS account that was entered and create the stack there.',
      'If the other account is the right one, go back to the Account step and enter it. The page says what becomes invalid.',
    ],
  },
  NOT_MANAGEMENT_ACCOUNT: {
    means: 'AWS Organizations says that this account is a member and which account manages the organization.',
    matters:
      'A Cost and Usage Report of a member account holds the costs of that account alone. The report of the management account holds those of all of them.',
    steps: [
      'Go back to the Account step and enter the management account that the finding names.',
      'Create the report and the stack in that account.',
    ],
  },
  ORGANIZATION_UNKNOWN: {
    means:
      'Tributary could not tell whether this is the management account: the account is in no organization, or the IAM role may not ask.',
    matters:
      'A standalone account pays for itself and can be connected. A member account would show its own costs only.',
    steps: [
      'If this account stands alone, there is nothing to do.',
      'Otherwise let the IAM role call organizations:DescribeOrganization, as our template does, and check that no service control policy denies it.',
    ],
  },
  ROLE_TOO_BROAD: {
    means:
      'Beside the one policy of our template something else is attached to the IAM role, or that policy allows more than the template does.',
    matters:
      'Whoever comes by the session of a role can do what the role allows. Tributary narrows each of its own sessions to the calls that they are for, and asks for nothing more.',
    steps: [
      'Open the IAM role in the AWS console, choose Permissions, select every policy that the finding names and choose Remove.',
      'If our own policy was changed, open it there, choose Edit, JSON, and put in the policy that Tributary shows under Put the IAM role back.',
      'Updating the stack does not help: CloudFormation compares templates, and the template has not changed.',
    ],
    background:
      'Inline policies are not looked at: our template has none, and asking for them would need a further permission.',
  },
  ROLE_PERMISSIONS_MISSING: {
    means:
      'The policy of the IAM role is not attached, or it allows less than the template that the stack was made from. Somebody changed it by hand.',
    matters: 'What it does not allow is not read: a check may then be told as denied or not known.',
    steps: [
      'If somebody took the permission away on purpose, talk to them first.',
      'If the policy is not attached, open the IAM role in the AWS console, choose Add permissions, Attach policies, and select it.',
      'Otherwise open the policy there, choose Edit, JSON, and put in the policy that Tributary shows under Put the IAM role back.',
      'Updating the stack does not help: CloudFormation compares templates, and the template has not changed.',
    ],
    background:
      'Where the IAM role is kept in Terraform, terraform plan shows the same difference, and terraform apply mends it.',
  },
  STACK_BEHIND: {
    means:
      'The stack stands, and it would be created differently now: the bucket, the KMS key or the wanted insights were changed here, or this version of Tributary has a newer template. CloudFormation tells with what values and from which version a stack was made.',
    matters:
      'The IAM role allows what the stack was made for. What was changed since cannot be read, or more is allowed than is needed.',
    steps: [
      'Choose Update the stack. The page shows which values change, and from where to take the template.',
      'In AWS open the stack, choose Update stack, Make a direct update, and follow the page.',
      'Look at the change set before you submit: it names the policy, at most also the IAM role, and replaces nothing.',
      'The page here says when the update is done, or why AWS rolled it back.',
    ],
    background:
      'A stack from before templates told their version counts as behind only when its values or the policy of its IAM role differ. Where the IAM role may not watch its stack, nothing is known and nothing is said.',
  },
} satisfies Record<RoleCode, Page>;

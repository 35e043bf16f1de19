import { formatAccountId } from './aws-ids';
import { awsLinks } from './aws-links';
import { acknowledgement } from './connecting';
import { cleanReason, explainReason, type StackCause, usualCauses } from './stack-reasons';

/** The stack that is spoken of, as far as it is known. */
export interface CausePlace {
  purpose: 'reports' | 'insights';
  account: string | null;
  stackName: string | null;
  /** Known once the IAM role let us in. */
  stackId: string | null;
  consoleUrl?: string | undefined;
}

/** A cause for people: how to see whether it is this one, what to do, and where in AWS. */
export interface CauseView {
  cause: StackCause;
  title: string;
  see: string;
  todo: string;
  link: { href: string; label: string };
}

interface Words {
  title: string;
  /** The title where AWS's reason names what it is about: a permission, a name, a limit. */
  about?: (what: string) => string;
  see: string | ((place: CausePlace) => string);
  todo: string | ((place: CausePlace) => string);
  link: (place: CausePlace) => { href: string; label: string };
}

const account = ({ account: id }: CausePlace) => (id === null ? 'of step 2' : formatAccountId(id));
const REGION = 'US East (N. Virginia), us-east-1';

/** Its events where we know its ID, else the list with its name filled in. */
const stack = (place: CausePlace) => {
  const { stackId, stackName, consoleUrl } = place;
  if (stackId !== null)
    return { href: awsLinks.stackEvents({ consoleUrl, stackId }), label: 'Events in AWS' };
  const href =
    stackName === null
      ? awsLinks.stacks({ consoleUrl })
      : awsLinks.stacksNamed({ consoleUrl, name: stackName });
  return { href, label: 'Stacks in AWS' };
};
const inList = (place: CausePlace) => stack({ ...place, stackId: null });
const users = ({ consoleUrl }: CausePlace) => ({
  href: awsLinks.users({ consoleUrl }),
  label: 'IAM users in AWS',
});
const policies = ({ consoleUrl }: CausePlace) => ({
  href: awsLinks.serviceControlPolicies({ consoleUrl }),
  label: 'Service control policies in AWS',
});
const askOperator = 'Ask your partner for help: whoever runs this Tributary has to mend it.';

const words = {
  name_exists: {
    title: 'A name exists already.',
    about: (name) => `The name ${name} exists already.`,
    see: 'In Events of the stack a line says “already exists”. When it is the name of the stack, AWS says so on the page with Create stack.',
    todo: 'Use Try again: it takes new names, so nothing has to be deleted first.',
    link: stack,
  },
  not_allowed: {
    title: 'Your AWS user may not do it.',
    about: (permission) => `Your AWS user may not call ${permission}.`,
    see: 'After Create stack, or in Events of the stack, AWS says “is not authorized to perform” and names the permission. “not authorized” about DescribeStacks alone does no harm: the stack is created all the same.',
    todo: 'Have the permission that is named added to your user, or hand the step to a colleague who has it. “Ask AWS first”, under Other ways, tells what is missing before the stack is created.',
    link: users,
  },
  boundary_or_scp: {
    title: 'A permissions boundary or a service control policy of your organization denies it.',
    about: (permission) =>
      `A permissions boundary or a service control policy of your organization denies ${permission}.`,
    see: ({ purpose }) =>
      `The same message ends with “permissions boundary” or “service control policy”.${
        purpose === 'reports'
          ? ' No service control policy binds the AWS management account: where one is named, this is another account.'
          : ''
      }`,
    todo: 'Ask whoever runs your organization in AWS. Where every IAM role needs a boundary, use “With a permissions boundary”, under Other ways.',
    link: policies,
  },
  box_not_ticked: {
    title: 'The box about IAM resources was not ticked.',
    see: 'AWS says “Requires capabilities : [CAPABILITY_NAMED_IAM]”, and there is no stack.',
    todo: `Open the link again, tick “${acknowledgement}” and choose Create stack.`,
    link: inList,
  },
  wrong_account: {
    title: 'The stack was created in another account.',
    see: (place) =>
      `The account at the top right of the AWS console is not ${account(place)}, and there is no stack of this name in ${account(place)}.`,
    todo: (place) =>
      `Sign in to AWS account ${account(place)} and open the link again. The template stops a stack in another account before anything is made, unless its ExpectedAccountId was edited.`,
    link: inList,
  },
  wrong_region: {
    title: 'The stack was created in another Region.',
    see: `The Region at the top right of the AWS console is not ${REGION}.`,
    todo: 'Choose that Region, or open the link again: it opens there.',
    link: inList,
  },
  value_changed: {
    title: 'A value of the stack is not the one that was filled in.',
    about: (names) => `Not as filled in: ${names}.`,
    see: 'In Parameters of the stack, a value differs from the one shown here.',
    todo: 'Open the link again and leave names and values as they are.',
    link: stack,
  },
  hook_of_organization: {
    title: 'A check of your organization refused it.',
    about: (hook) => `A check of your organization refused it: ${hook}.`,
    see: 'In Events of the stack a line names a hook, with its reason.',
    todo: 'Show that reason to whoever runs your organization in AWS; when the check lets the IAM role pass, use Try again.',
    link: stack,
  },
  quota: {
    title: 'A limit of the AWS account is reached.',
    about: (limit) => `A limit of the AWS account is reached: ${limit}.`,
    see: 'In Events of the stack AWS names the limit.',
    todo: 'Remove what is not used any more, or have AWS raise the limit under Service Quotas. Then use Try again.',
    link: ({ consoleUrl }) => ({
      href: awsLinks.serviceQuotas({ consoleUrl }),
      label: 'Service Quotas in AWS',
    }),
  },
  trust_unknown: {
    title: 'AWS does not know the account that the IAM role is to trust.',
    see: 'In Events of the stack AWS says “Invalid principal in policy”.',
    todo: askOperator,
    link: stack,
  },
  doorbell_unreachable: {
    title: 'The stack could not tell Tributary that it began.',
    see: 'In Events of the stack the line of Start or Done names sns:Publish, or the topic.',
    todo: askOperator,
    link: stack,
  },
  superseded: {
    title: 'The stack was made from a link that counts no more.',
    see: 'The name of the stack is not the one shown here.',
    todo: 'Delete that stack, and open the link that stands here now.',
    link: inList,
  },
  timed_out: {
    title: 'AWS waited for a part of the stack in vain.',
    see: 'In Events of the stack a line says that it timed out, or that no answer came.',
    todo: 'Use Try again. When it happens again, ask your partner for help.',
    link: stack,
  },
  busy: {
    title: 'AWS was too busy.',
    see: 'In Events of the stack AWS says “Rate exceeded”.',
    todo: 'Wait some minutes, then use Try again.',
    link: stack,
  },
  stopped_by_person: {
    title: 'Somebody stopped or deleted the stack in AWS.',
    see: 'In Events of the stack a line says “User Initiated” or “cancelled”.',
    todo: 'Use Try again, and let the stack finish.',
    link: stack,
  },
  template_refused: {
    title: 'AWS did not accept the template.',
    see: 'AWS names the place of the template on the page with Create stack.',
    todo: `Download the template again and use it unchanged. If that does not help: ${askOperator.toLowerCase()}`,
    link: inList,
  },
} satisfies Record<StackCause, Words>;

/** `about`: what AWS's reason names, null when it names nothing. */
export function causeView(cause: StackCause, of: { place: CausePlace; about?: string | null }): CauseView {
  const { place, about = null } = of;
  const { see, todo, link }: Words = words[cause];
  const said = (text: Words['see']) => (typeof text === 'string' ? text : text(place));
  return { cause, title: causeTitle(cause, about), see: said(see), todo: said(todo), link: link(place) };
}

export function causeTitle(cause: StackCause, about: string | null): string {
  const of: Words = words[cause];
  return about !== null && of.about ? of.about(about) : of.title;
}

export function usualCauseViews(place: CausePlace): CauseView[] {
  return usualCauses.map((cause) => causeView(cause, { place }));
}

/** A reason in one sentence: what it means where that is known, else as it was written. */
export function reasonInWords(reason: string): string {
  const { cause, about } = explainReason(reason);
  return cause === null ? cleanReason(reason) : causeTitle(cause, about);
}

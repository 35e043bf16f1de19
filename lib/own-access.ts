/** Why AWS keeps Tributary itself out: not one customer's IAM role, but every one. */
export const OWN_TROUBLES = ['no-credentials', 'other-principal', 'may-not-assume', 'all-refused'] as const;
export type OwnTrouble = (typeof OWN_TROUBLES)[number];

/** For whoever runs Tributary: what was seen, and what to look at. */
export const ownTroubleWords = {
  'no-credentials': {
    seen: 'AWS does not take the credentials of Tributary, or it has none.',
    todo: 'Give the app valid AWS credentials: a role where it runs, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  },
  'other-principal': {
    seen: 'Tributary calls AWS as somebody else than OPERATOR_PRINCIPAL_ARN, whom the IAM roles of the customers trust.',
    todo: 'Run the app with the identity that OPERATOR_PRINCIPAL_ARN names. Customers would have to update their stacks to trust another one.',
  },
  'may-not-assume': {
    seen: 'AWS says that the identity of Tributary may not assume IAM roles.',
    todo: 'Allow it sts:AssumeRole on arn:aws:iam::*:role/tributary-*, and check service control policies and permissions boundaries of its account.',
  },
  'all-refused': {
    seen: 'Every IAM role that was asked refuses Tributary, at several end customers at once.',
    todo: 'Check that its identity may call sts:AssumeRole on arn:aws:iam::*:role/tributary-*, that no service control policy of its account denies it, and that it still is the one that the stacks trust.',
  },
} as const satisfies Record<OwnTrouble, { seen: string; todo: string }>;

/**
 * How long a refusal is not believed while nothing tells whose it is: no other IAM role lets us in, and too few refuse. Two hours:
 * longer than a mistake in a policy usually stands, and far below the day between two checks.
 */
export const UNCLEAR_HOLD_MS = 2 * 60 * 60_000;

/** Instead of a verdict on an IAM role, for whoever looks at its connection. */
export const heldWords = {
  ours: 'AWS keeps out Tributary itself at present, not this account alone. There is nothing to do in AWS for it: whoever runs this Tributary has been told, and it is tried again by itself.',
  unclear:
    'AWS refuses Tributary at this IAM role. Whether the role or the access of Tributary itself is the cause shows within 2 hours: it is asked again every few minutes.',
} as const;
export type HeldBecause = keyof typeof heldWords;

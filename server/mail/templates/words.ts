/** The two sentences of a mail about a report whose waiting is over. */
export function arrivalWords(of: {
  account: string;
  outcome: 'valid' | 'confirmed' | 'to_fix' | 'missing';
}): [string, string] {
  const arrived = `AWS has delivered the Cost and Usage Report (CUR) of ${of.account}`;
  switch (of.outcome) {
    case 'valid':
      return [`${arrived}, and it is valid.`, 'Confirm it, so that it is read from now on.'];
    case 'confirmed':
      return [
        `${arrived}, and it is valid.`,
        'It was confirmed for you, as you asked; Complete ends onboarding.',
      ];
    case 'to_fix':
      return [
        `${arrived}, and something in it is to fix.`,
        'The page names what was seen, what is needed and how to fix it.',
      ];
    case 'missing':
      return [
        `AWS has not delivered a Cost and Usage Report (CUR) of ${of.account} that can be read.`,
        'The page names what stands in its way and how to fix it.',
      ];
  }
}

/** By what happened to a connection that people rely on. */
export const healthSubjects = {
  failed: (account: string) => `The CUR of ${account} cannot be read any more`,
  broken: (account: string) => `The connection of ${account} stopped working`,
  back: (account: string) => `The connection of ${account} works again`,
} as const;

/** The two sentences about it. */
export function healthWords(of: {
  account: string;
  what: keyof typeof healthSubjects;
  again: boolean;
  why: string;
}): [string, string] {
  const { account, what } = of;
  if (what === 'back') {
    return [
      `The connection of AWS account ${account} works again.`,
      'Its checks pass; nothing is left to do.',
    ];
  }
  const why = of.why.replace(/^The /, 'the ');
  const seen =
    what === 'broken'
      ? `Tributary cannot use its IAM role in AWS account ${account} any more: ${why}.`
      : `The Cost and Usage Report (CUR) of AWS account ${account} is not fit to be read any more: ${why}.`;
  return [
    seen,
    of.again
      ? 'It failed, worked and failed again within a day: the next mail comes when it was well for a day.'
      : 'The page names what was seen, what is needed and how to fix it.',
  ];
}

/** What the end of a contract did to the connections. */
export function pausedWords(paused: number): string {
  if (paused === 0) return 'Its confirmed connections go on being checked.';
  return paused === 1
    ? '1 connection that was not yet confirmed is paused.'
    : `${paused} connections that were not yet confirmed are paused.`;
}

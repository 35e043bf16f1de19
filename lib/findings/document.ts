import { scopeOf, severityOf, titleOf } from '@/lib/findings';
import { pageOf } from '@/lib/findings/pages';
import {
  BUCKET_CODES,
  type FindingCode,
  REPORT_CODES,
  ROLE_CODES,
  type Severity,
} from '@/lib/findings/vocabulary';

interface Effect {
  /** For a list. */
  word: string;
  says: string;
}

const EFFECTS = {
  error: { word: 'Error', says: 'An error: it must be mended before anybody can confirm.' },
  waiting: { word: 'Waiting', says: 'It waits: time or the next delivery settles it.' },
  warning: { word: 'Warning', says: 'A warning: it never holds anything up.' },
  note: { word: 'Note', says: 'A note: worth knowing.' },
} as const satisfies Record<Severity, Effect>;

const LATER: Effect = {
  word: 'Waiting, then error',
  says: 'It waits at first; when it lasts, it is an error.',
};

const OURS: Effect = {
  word: 'Error',
  says: 'An error: it must be mended before anybody can confirm. Where a limit of Tributary ended the look before, it waits.',
};

/** Codes whose severity depends on what was seen. */
const DEPENDING: Partial<Record<FindingCode, Effect>> = {
  ROLE_NOT_REACHABLE: LATER,
  AWAITING_FIRST_DELIVERY: LATER,
  BUCKET_ACCESS_DENIED: {
    word: 'Error',
    says: 'An error: it must be mended before anybody can confirm. After a move to another bucket it waits until the stack has followed.',
  },
  MANIFEST_UNREADABLE: OURS,
  DATA_UNREADABLE: OURS,
  SEARCH_LIMIT_REACHED: {
    word: 'Warning or note',
    says: 'A warning, or a note where AWS itself has named every report: it never holds anything up.',
  },
};

/** What a finding of this code does to the connection. */
export function effectOf(code: FindingCode): Effect {
  const severity = severityOf(code);
  const effect = severity === null ? DEPENDING[code] : EFFECTS[severity];
  if (effect === undefined) throw new Error(`Nothing says what ${code} does`);
  return effect;
}

/** Every check, in the order of the checklists. */
export const checkParts: readonly (readonly [title: string, codes: readonly FindingCode[]])[] = [
  ['The IAM role', ROLE_CODES],
  ['The bucket', BUCKET_CODES],
  ['A report', REPORT_CODES],
];

/** docs/findings.md: every check with its page. */
export function findingsDocument(): string {
  const sections = checkParts.map(([title, codes]) => [`## ${title}`, ...codes.map(section)].join('\n\n'));
  return `${[HEAD, ...sections].join('\n\n')}\n`;
}

const HEAD = `# Checks and findings

<!-- Written by \`npm run generate\` from lib/findings; a test compares it. -->

Every check of Tributary, what a finding means and what to do. The codes are stable: the command line prints them
(\`npm run reports -- --json\`), and in the app each finding links to its page.`;

function section(code: FindingCode): string {
  const { means, matters, steps, background, source } = pageOf(code);
  return [
    `### ${code}`,
    `**${titleOf(code).failed}** (${scopeOf(code)}). ${effectOf(code).says}`,
    means,
    `Why it matters: ${matters}`,
    steps.map((step, index) => `${index + 1}. ${step}`).join('\n'),
    ...(background === undefined ? [] : [background]),
    ...(source === undefined ? [] : [`Source: [${source.label}](${source.href}).`]),
  ].join('\n\n');
}

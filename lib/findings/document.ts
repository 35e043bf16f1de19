import { scopeOf, severityOf, titleOf } from '@/lib/findings';
import { pageOf } from '@/lib/findings/pages';
import {
  BUCKET_CODES,
  type FindingCode,
  REPORT_CODES,
  ROLE_CODES,
  type Severity,
} from '@/lib/findings/vocabulary';

const EFFECTS = {
  error: 'An error: it must be mended before anybody can confirm.',
  waiting: 'It waits: time or the next delivery settles it.',
  warning: 'A warning: it never holds anything up.',
  note: 'A note: worth knowing.',
} as const satisfies Record<Severity, string>;

/** What a finding of this code does to the connection. */
export function effectOf(code: FindingCode): string {
  const severity = severityOf(code);
  return severity === null ? 'It waits at first; when it lasts, it is an error.' : EFFECTS[severity];
}

/** docs/findings.md: every check with its page, in the order of the checklists. */
export function findingsDocument(): string {
  const parts = [
    ['The IAM role', ROLE_CODES],
    ['The bucket', BUCKET_CODES],
    ['A report', REPORT_CODES],
  ] as const;
  const sections = parts.map(([title, codes]) => [`## ${title}`, ...codes.map(section)].join('\n\n'));
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
    `**${titleOf(code).failed}** (${scopeOf(code)}). ${effectOf(code)}`,
    means,
    `Why it matters: ${matters}`,
    steps.map((step, index) => `${index + 1}. ${step}`).join('\n'),
    ...(background === undefined ? [] : [background]),
    ...(source === undefined ? [] : [`Source: [${source.label}](${source.href}).`]),
  ].join('\n\n');
}

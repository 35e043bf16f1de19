import type { ReactNode } from 'react';
import { cx } from '@/components/ui/cx';
import { TextLink } from '@/components/ui/link';
import { StatusGlyph } from '@/components/ui/status';
import { STATUS_WORDS, type Status } from '@/lib/status';

export type Check = {
  key: string;
  status: Status;
  /** What is read out for the glyph when it is not the status's own word. */
  word?: string;
  name: ReactNode;
  /** What was found and what is needed, side by side in mono; for checks that did not pass. */
  seen?: ReactNode;
  needed?: ReactNode;
  /** The fix in one sentence. */
  fix?: ReactNode;
  link?: { href: string; label: string; newTab?: boolean };
  /** The page that explains this check. */
  about?: string;
  /** A fact beside a passed check. */
  aside?: ReactNode;
};

/** All checks of one thing, passed ones too; a failed one shows Seen and Needed, the fix and the link. */
export function Checklist({ label, checks }: { label: string; checks: readonly Check[] }) {
  return (
    <ul aria-label={label} className="flex flex-col divide-y divide-line">
      {checks.map((check) => (
        <li key={check.key} className="flex gap-3 py-2.5 first:pt-0 last:pb-0">
          <StatusGlyph status={check.status} className="mt-0.5" />
          <div className="flex min-w-0 flex-1 flex-col gap-2">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4">
              <span className={cx('min-w-0', check.fix !== undefined && 'font-medium')}>
                <span className="sr-only">{check.word ?? STATUS_WORDS[check.status]}: </span>
                {check.name}
              </span>
              {check.aside && <span className="text-xs text-muted">{check.aside}</span>}
            </div>
            <SeenAndNeeded check={check} />
            {(check.fix || check.link) && (
              <p>
                {check.fix}{' '}
                {check.link && (
                  <TextLink href={check.link.href} newTab={check.link.newTab}>
                    {check.link.label}
                  </TextLink>
                )}
              </p>
            )}
            {check.about && (
              <p className="text-xs">
                <TextLink href={check.about} label={`About this check: ${check.name}`}>
                  About this check
                </TextLink>
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

function SeenAndNeeded({ check }: { check: Check }) {
  if (check.seen === undefined && check.needed === undefined) return null;
  const sides = [
    ['Seen', check.seen],
    ['Needed', check.needed],
  ] as const;
  return (
    <dl className="grid overflow-hidden rounded border border-line bg-line max-sm:gap-y-px sm:grid-cols-2 sm:gap-x-px">
      {sides.map(([word, value]) => (
        <div key={word} className="min-w-0 bg-surface px-3 py-2">
          <dt className="text-xs text-muted">{word}</dt>
          <dd className="font-mono text-xs leading-5 break-words">{value ?? '–'}</dd>
        </div>
      ))}
    </dl>
  );
}

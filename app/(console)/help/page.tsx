import type { Metadata } from 'next';
import { TextLink } from '@/components/ui/link';
import { PageHeader } from '@/components/ui/page-header';
import { titleOf } from '@/lib/findings';
import { checkParts, effectOf } from '@/lib/findings/document';
import { helpAddress } from '@/lib/findings/pages';

export const metadata: Metadata = { title: 'All checks' };

/** Everything that is checked, each with its page. */
export default function AllChecksPage() {
  return (
    <div className="flex max-w-[40rem] flex-col gap-6">
      <PageHeader title="All checks" meta="What is looked at in the IAM role, the bucket and each report" />
      {checkParts.map(([title, codes]) => (
        <section key={title} className="flex flex-col gap-2">
          <h2 className="text-base font-semibold">{title}</h2>
          <ul className="flex flex-col divide-y divide-line rounded border border-line bg-surface px-4">
            {codes.map((code) => (
              <li key={code} className="flex flex-wrap items-baseline justify-between gap-x-4 py-2">
                <TextLink href={helpAddress(code)} plain>
                  {titleOf(code).name}
                </TextLink>
                <span className="text-xs text-muted">{effectOf(code).word}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

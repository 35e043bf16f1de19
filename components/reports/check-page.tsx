import { TextLink } from '@/components/ui/link';
import { PageHeader } from '@/components/ui/page-header';
import { titleOf } from '@/lib/findings';
import { effectOf } from '@/lib/findings/document';
import { pageOf } from '@/lib/findings/pages';
import type { FindingCode } from '@/lib/findings/vocabulary';

/** What a check looks at, why it matters and what to do when it does not pass. */
export function CheckPage({ code }: { code: FindingCode }) {
  const { means, matters, steps, background, source } = pageOf(code);
  const { name, failed } = titleOf(code);
  return (
    <article className="flex max-w-[40rem] flex-col gap-6">
      <PageHeader
        title={name}
        meta={<code className="font-mono text-xs">{code}</code>}
        path={[{ label: 'All checks', href: '/help' }, { label: name }]}
      />
      <Section title={failed}>
        <p>{means}</p>
        <p className="text-muted">{effectOf(code).says}</p>
      </Section>
      <Section title="Why it matters">
        <p>{matters}</p>
        {background && <p>{background}</p>}
      </Section>
      <Section title="What to do">
        {steps.length === 1 ? (
          <p>{steps[0]}</p>
        ) : (
          <ol className="flex list-decimal flex-col gap-2 pl-5">
            {steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        )}
      </Section>
      {source && (
        <p>
          <TextLink href={source.href} newTab>
            {source.label}
          </TextLink>
        </p>
      )}
    </article>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-base font-semibold">{title}</h2>
      {children}
    </section>
  );
}

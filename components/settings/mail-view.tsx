import { ButtonLink } from '@/components/ui/button';

type MailViewProps = {
  /** Whose name stands on top: the distributor's. */
  from: string;
  content: { greeting: string; sentences: readonly string[]; button: string; href: string; why: string };
  linkEnded: boolean;
};

/** A mail as its reader gets it: one column, two sentences, one button, the same link as text. */
export function MailView({ from, content, linkEnded }: MailViewProps) {
  return (
    <article className="flex w-full max-w-[35rem] flex-col gap-5 rounded border border-line bg-surface p-6 sm:p-8">
      <p className="font-semibold">{from}</p>
      <p>{content.greeting}</p>
      {content.sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {!linkEnded && (
        <>
          <div>
            <ButtonLink href={content.href} variant="primary">
              {content.button}
            </ButtonLink>
          </div>
          <p className="font-mono text-xs break-all text-muted">{content.href}</p>
        </>
      )}
      <p className="border-t border-line pt-4 text-xs text-muted">{content.why}</p>
    </article>
  );
}

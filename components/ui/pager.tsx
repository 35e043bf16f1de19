import { ButtonLink } from '@/components/ui/button';

type PagerProps = {
  /** What is paged, for screen readers: "Customers". */
  label: string;
  previousHref?: string;
  nextHref?: string;
  /** "1 to 25 of 312", or what is known of it. */
  note?: string;
};

/** Links to the page before and the page after; lists page by key, so there are no numbers. */
export function Pager({ label, previousHref, nextHref, note }: PagerProps) {
  if (!previousHref && !nextHref) return null;
  return (
    <nav
      aria-label={`Pages of ${label}`}
      className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2"
    >
      <p className="tabular text-xs text-muted">{note}</p>
      <div className="flex gap-2">
        {previousHref && (
          <ButtonLink href={previousHref} size="sm" icon="chevron-left" className="whitespace-nowrap">
            Previous
          </ButtonLink>
        )}
        {nextHref && (
          <ButtonLink
            href={nextHref}
            size="sm"
            icon="chevron-right"
            className="flex-row-reverse whitespace-nowrap"
          >
            Next page
          </ButtonLink>
        )}
      </div>
    </nav>
  );
}

import { cx } from '@/components/ui/cx';
import { Icon } from '@/components/ui/icon';

type SearchFormProps = { action: string; defaultValue?: string; className?: string };

/** Looks for a customer by name: a plain GET, so the answer has an address. */
export function SearchForm({ action, defaultValue, className }: SearchFormProps) {
  return (
    <search className={className}>
      <form action={action} method="get" className="relative">
        <Icon
          name="search"
          className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-muted"
        />
        <input
          type="search"
          name="q"
          aria-label="Search customers"
          placeholder="Search customers"
          defaultValue={defaultValue}
          className={cx(
            'block h-9 w-full rounded border border-edge/55 bg-surface pr-3 pl-9 text-sm transition-colors',
            'hover:border-edge focus-visible:border-accent focus-visible:outline-offset-0',
          )}
        />
      </form>
    </search>
  );
}

import { Button, ButtonLink } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { deliveryNames } from '@/lib/connections';
import { STATUS_WORDS, STATUSES } from '@/lib/status';

type CustomerFiltersProps = { name: string; delivery: string; status: string };

const deliveries = Object.entries(deliveryNames).map(([value, label]) => ({ value, label }));
const statuses = STATUSES.map((value) => ({ value, label: STATUS_WORDS[value] }));

/** Filters as a plain GET, so that what is seen has an address. A parent stays when a child matches. */
export function CustomerFilters({ name, delivery, status }: CustomerFiltersProps) {
  const isFiltered = name !== '' || delivery !== '' || status !== '';
  return (
    <form
      method="get"
      action="/customers"
      aria-label="Filter customers"
      className="grid items-end gap-3 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)_auto]"
    >
      <Input name="q" type="search" label="Name or domain" defaultValue={name} width="full" />
      <Select
        name="delivery"
        label="CUR delivery"
        placeholder="All"
        defaultValue={delivery}
        options={deliveries}
      />
      <Select name="status" label="Status" placeholder="All" defaultValue={status} options={statuses} />
      <div className="flex gap-2">
        <Button type="submit">Filter</Button>
        {isFiltered && (
          <ButtonLink href="/customers" variant="quiet">
            Clear
          </ButtonLink>
        )}
      </div>
    </form>
  );
}

import { Icon } from '@/components/ui/icon';
import type { ChildKind } from '@/lib/new-customer';
import { tenantKindNames } from '@/lib/tenants';

const words = {
  customer: 'Connects its AWS management account and follows its own reports.',
  reseller: 'Onboards end customers of its own and sees all of them.',
} satisfies Record<ChildKind, string>;

/** The first question of Add customer, for who may add both: each kind has its own address. */
export function KindChoice({ kinds }: { kinds: readonly ChildKind[] }) {
  return (
    <ul className="grid max-w-2xl gap-4 sm:grid-cols-2">
      {kinds.map((kind) => (
        <li key={kind} className="flex">
          <a
            href={`/customers/new?kind=${kind}`}
            className="group flex w-full flex-col gap-2 rounded border border-line bg-surface p-5 text-ink no-underline transition-colors hover:border-accent"
          >
            <Icon name={kind === 'customer' ? 'building' : 'users'} className="text-accent" />
            <span className="text-base font-semibold group-hover:text-accent">{tenantKindNames[kind]}</span>
            <span className="text-muted">{words[kind]}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

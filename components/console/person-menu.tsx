import type { ReactNode } from 'react';
import { Icon } from '@/components/ui/icon';
import { Menu } from '@/components/ui/menu';

export type Person = {
  name: string;
  email: string;
  /** The tenant that the person acts in now, and the role there. */
  tenantName: string;
  roleName: string;
};

type PersonMenuProps = { person: Person; tenantSwitcher?: ReactNode; signOut: ReactNode };

/** Who is signed in, where, and the ways out. Rows of the two slots use MENU_ITEM. */
export function PersonMenu({ person, tenantSwitcher, signOut }: PersonMenuProps) {
  return (
    <Menu
      summaryClassName="gap-2 py-1 pr-1.5 pl-1 hover:bg-sunken"
      panelClassName="w-64"
      summary={
        <>
          <span
            aria-hidden="true"
            className="grid size-7 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent"
          >
            {initialsOf(person.name)}
          </span>
          <span className="sr-only">{person.name}, </span>
          <span className="max-w-36 truncate text-sm font-medium max-sm:sr-only">{person.tenantName}</span>
          <Icon name="chevron-down" className="size-3.5 text-muted" />
        </>
      }
    >
      <div className="px-2.5 pt-1.5 pb-2.5">
        <p className="font-medium break-words">{person.name}</p>
        <p className="text-xs break-words text-muted">{person.email}</p>
        <p className="mt-1 text-xs text-muted">
          {person.roleName}, {person.tenantName}
        </p>
      </div>
      {tenantSwitcher && <div className="border-t border-line py-1.5">{tenantSwitcher}</div>}
      <div className="border-t border-line pt-1.5">{signOut}</div>
    </Menu>
  );
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => [...(word ?? '')][0] ?? '',
  );
  return letters.join('').toLocaleUpperCase('en');
}

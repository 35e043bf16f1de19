import type { ReactNode } from 'react';
import { Brand } from '@/components/console/brand';
import { NavLink } from '@/components/console/nav-link';
import { type Person, PersonMenu } from '@/components/console/person-menu';
import { SearchForm } from '@/components/console/search-form';
import { Icon } from '@/components/ui/icon';
import { MENU_ITEM, Menu } from '@/components/ui/menu';
import { SkipLink } from '@/components/ui/skip-link';

export type NavItem = { label: string; href: string };

type ShellProps = {
  nav: readonly NavItem[];
  person: Person;
  /** Partners search their customers; end customers have nothing to search. */
  search?: { action: string; defaultValue?: string };
  /** Forms in the person's menu: the other memberships, and signing out. */
  tenantSwitcher?: ReactNode;
  signOut: ReactNode;
  /** A sentence about the whole installation: "Sandbox: AWS is played by a stand-in". */
  banner?: ReactNode;
  children: ReactNode;
};

/** The frame of every signed-in page: navigation and the content. */
export function Shell(props: ShellProps) {
  const { nav, person, search, tenantSwitcher, signOut, banner, children } = props;
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      {banner && <Banner>{banner}</Banner>}
      <header className="border-b border-line bg-surface print:hidden">
        <div className="mx-auto flex h-14 max-w-[70rem] items-center gap-2 px-4 sm:px-6 lg:px-0">
          <a href="/" aria-label="Tributary, home" className="mr-4 rounded text-ink no-underline">
            <Brand />
          </a>
          <nav aria-label="Main" className="hidden h-full lg:block">
            <ul className="flex h-full items-stretch gap-1">
              {nav.map((item) => (
                <li key={item.href} className="flex">
                  <BarLink item={item} />
                </li>
              ))}
            </ul>
          </nav>
          <div className="ml-auto flex items-center gap-2">
            {search && <SearchForm {...search} className="hidden w-56 md:block" />}
            <PersonMenu person={person} tenantSwitcher={tenantSwitcher} signOut={signOut} />
            <FoldedNav nav={nav} search={search} />
          </div>
        </div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto flex w-full max-w-[70rem] flex-1 flex-col gap-6 px-4 pt-5 pb-16 outline-none sm:px-6 lg:px-0"
      >
        {children}
      </main>
    </div>
  );
}

function BarLink({ item }: { item: NavItem }) {
  return (
    <NavLink
      {...item}
      className="inline-flex items-center border-y-2 border-t-transparent px-3 text-sm font-medium no-underline transition-colors focus-visible:-outline-offset-4"
      currentClassName="border-b-accent text-ink"
      otherClassName="border-b-transparent text-muted hover:text-ink"
    />
  );
}

/** The same navigation under 1024 px. */
function FoldedNav({ nav, search }: Pick<ShellProps, 'nav' | 'search'>) {
  return (
    <Menu
      className="lg:hidden"
      summary={<Icon name="menu" />}
      label="Menu"
      summaryClassName="size-9 justify-center border border-line hover:bg-sunken"
    >
      {search && <SearchForm {...search} className="mb-1.5 md:hidden" />}
      <nav aria-label="Main">
        <ul>
          {nav.map((item) => (
            <li key={item.href}>
              <NavLink {...item} className={MENU_ITEM} currentClassName="bg-accent-soft font-medium" />
            </li>
          ))}
        </ul>
      </nav>
    </Menu>
  );
}

function Banner({ children }: { children: ReactNode }) {
  return (
    <aside
      aria-label="About this installation"
      className="border-b border-line bg-sunken text-xs text-muted print:hidden"
    >
      <p className="mx-auto flex max-w-[70rem] items-center justify-center gap-2 px-4 py-1.5 text-center">
        <Icon name="info" className="size-3.5" />
        <span>{children}</span>
      </p>
    </aside>
  );
}

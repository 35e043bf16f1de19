'use client';

import { usePathname } from 'next/navigation';
import { cx } from '@/components/ui/cx';

type NavLinkProps = {
  label: string;
  href: string;
  className: string;
  currentClassName: string;
  otherClassName?: string;
};

/** A link of the navigation that knows whether it is the current one: a layout is not drawn again when the page changes. */
export function NavLink({ label, href, className, currentClassName, otherClassName }: NavLinkProps) {
  const path = usePathname();
  const current = href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);
  return (
    <a
      href={href}
      aria-current={current ? 'page' : undefined}
      className={cx(className, current ? currentClassName : otherClassName)}
    >
      {label}
    </a>
  );
}

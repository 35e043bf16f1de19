'use client';

import { useEffect, useRef, useState } from 'react';
import { StatusGlyph } from '@/components/ui/status';
import { isAtDomain } from '@/lib/new-customer';

/** Warns while an address outside the tenant's domain is typed; it is allowed. The page after says it too. */
export function DomainHint({ domain }: { domain: string }) {
  const [outside, setOutside] = useState(false);
  const place = useRef<HTMLParagraphElement>(null);

  useEffect(() => {
    const field = place.current?.closest('form')?.elements.namedItem('email');
    if (!(field instanceof HTMLInputElement)) return;
    const read = () =>
      setOutside(/@[^@\s]+\.[^@\s]{2,}$/.test(field.value) && !isAtDomain(field.value, domain));
    read();
    field.addEventListener('input', read);
    return () => field.removeEventListener('input', read);
  }, [domain]);

  return (
    <p ref={place} aria-live="polite" className="flex max-w-md gap-1.5 text-xs text-warn empty:hidden">
      {outside && (
        <>
          <StatusGlyph status="attention" className="mt-0.5" />
          <span>This address is outside {domain}.</span>
        </>
      )}
    </p>
  );
}

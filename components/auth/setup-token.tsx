'use client';

import { useEffect, useRef } from 'react';
import { Input } from '@/components/ui/input';

/**
 * The field for the set-up token. A link carries it in the fragment, which no server sees: it moves into the field, and the address
 * is cleared so that it stays in no history.
 */
export function SetupToken() {
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const token = new URLSearchParams(location.hash.slice(1)).get('token');
    const field = place.current?.querySelector('input');
    if (!token || !field) return;
    field.value = token;
    history.replaceState(null, '', location.pathname);
  }, []);

  return (
    <div ref={place}>
      <Input
        name="setupLink"
        label="Set-up token"
        hint="Printed to the server's log at start. Paste the token or the whole link."
        autoComplete="off"
        spellCheck={false}
        mono
        required
      />
    </div>
  );
}

'use client';

import { useContext, useEffect, useRef, useState } from 'react';
import { FormStateContext, textOf } from '@/components/ui/form-context';
import { Icon } from '@/components/ui/icon';
import { type ChildKind, sentenceOfNew } from '@/lib/new-customer';

type NewSentenceProps = { kind: ChildKind; parents: readonly { id: string; name: string }[] };

/** What will be true once it is saved. It follows the typing; without JavaScript it speaks of the company and the parent. */
export function NewSentence({ kind, parents }: NewSentenceProps) {
  const { values } = useContext(FormStateContext);
  const only = parents.length === 1 ? parents[0]?.id : undefined;
  const [typed, setTyped] = useState({
    name: textOf(values?.name) ?? '',
    parentId: textOf(values?.parentId) ?? only ?? '',
  });
  const place = useRef<HTMLParagraphElement>(null);

  useEffect(() => {
    const form = place.current?.closest('form');
    if (!form) return;
    const read = () => {
      const data = new FormData(form);
      setTyped({ name: String(data.get('name') ?? ''), parentId: String(data.get('parentId') ?? '') });
    };
    read();
    form.addEventListener('input', read);
    return () => form.removeEventListener('input', read);
  }, []);

  const parentName = parents.find((parent) => parent.id === typed.parentId)?.name ?? '';
  return (
    <p ref={place} className="flex max-w-md gap-2 rounded bg-accent-soft px-3 py-2.5" aria-live="polite">
      <Icon name="info" className="mt-0.5 text-accent" />
      <span>{sentenceOfNew({ kind, name: typed.name, parentName })}</span>
    </p>
  );
}

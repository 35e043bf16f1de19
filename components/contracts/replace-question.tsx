'use client';

import { useContext } from 'react';
import { Callout } from '@/components/ui/callout';
import { FormStateContext } from '@/components/ui/form-context';
import { SubmitButton } from '@/components/ui/submit-button';

/** After activation met another active contract: "Replace <name>?", with everything typed still in the form. */
export function ReplaceQuestion() {
  const { replaces } = useContext(FormStateContext);
  if (!replaces) return null;
  return (
    <Callout
      tone="warn"
      title={`Replace ${replaces.name}?`}
      actions={
        <SubmitButton name="replace" value={replaces.id} size="sm">
          Replace and mark as active
        </SubmitButton>
      }
    >
      <p>
        “{replaces.name}” becomes superseded {replaces.from ? `on ${replaces.from}` : 'in the same moment'},
        which is final. Connections are not interrupted.
      </p>
    </Callout>
  );
}

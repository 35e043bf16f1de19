'use client';

import { useActionState } from 'react';
import { Callout } from '@/components/ui/callout';
import { CopyValue } from '@/components/ui/copy-value';
import { SubmitButton } from '@/components/ui/submit-button';
import { type FormAction, IDLE_FORM } from '@/lib/form-state';

type CopyLinkFormProps = { membershipId: string; action: FormAction };

/** Makes a second link and shows it once, with a copy button; without JavaScript it can be selected. */
export function CopyLinkForm({ membershipId, action }: CopyLinkFormProps) {
  const [state, run] = useActionState(action, IDLE_FORM);
  return (
    <form action={run} className="flex flex-col gap-3">
      <input type="hidden" name="membershipId" value={membershipId} />
      {state.status === 'error' && <Callout tone="bad" title={state.message} live />}
      {state.status === 'ok' && state.message && (
        <div role="status" className="flex flex-col gap-2">
          <p>This link is shown once. It works beside the mailed one, until either is used.</p>
          <CopyValue value={state.message} label="link" boxed />
        </div>
      )}
      <div>
        <SubmitButton variant="secondary" icon="link" pendingLabel="Making a link…">
          Copy link
        </SubmitButton>
      </div>
    </form>
  );
}

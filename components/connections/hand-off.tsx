'use client';

import { useActionState } from 'react';
import { Callout } from '@/components/ui/callout';
import { CopyValue } from '@/components/ui/copy-value';
import { Form } from '@/components/ui/form';
import { FormStateContext } from '@/components/ui/form-context';
import { Icon } from '@/components/ui/icon';
import { Input } from '@/components/ui/input';
import { SubmitButton } from '@/components/ui/submit-button';
import { Time } from '@/components/ui/time';
import type { ConnectionView } from '@/lib/connection-views';
import { type FormAction, IDLE_FORM } from '@/lib/form-state';
import { HANDOFF_DAYS, type HandoffItem } from '@/lib/handoffs';

export type HandOffActions = { make: FormAction; revoke: FormAction };

type HandOffProps = {
  connection: Pick<ConnectionView, 'id' | 'may' | 'state' | 'handoffs'> & {
    tenant: Pick<ConnectionView['tenant'], 'timeZone'>;
  };
  now: string;
  actions: HandOffActions;
};

/** Beside every step: a link for somebody who cannot sign in, and those that are open. */
export function HandOff({ connection, now, actions }: HandOffProps) {
  if (!connection.may.write || connection.state === 'disconnected') return null;
  return (
    <div className="flex flex-col gap-2">
      <MakeLink connectionId={connection.id} action={actions.make} />
      {connection.handoffs.length > 0 && (
        <ul aria-label="Open hand-off links" className="flex flex-col gap-3 text-xs">
          {connection.handoffs.map((handoff) => (
            <li key={handoff.id} className="flex flex-col items-start gap-1">
              <OpenLink handoff={handoff} now={now} timeZone={connection.tenant.timeZone} />
              <Form action={actions.revoke} hidden={{ handoffId: handoff.id }}>
                <SubmitButton variant="secondary" size="sm" pendingLabel="Revoking…">
                  Revoke
                </SubmitButton>
              </Form>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function MakeLink({ connectionId, action }: { connectionId: string; action: FormAction }) {
  const [state, run] = useActionState(action, IDLE_FORM);
  return (
    <details open={state.status !== 'idle' || undefined} className="-ml-2">
      <summary className="flex min-h-8 w-fit items-center gap-1.5 rounded-sm px-2 text-xs font-medium text-accent hover:bg-accent-soft">
        <Icon name="users" />
        Hand off to a colleague
      </summary>
      <form
        action={run}
        noValidate
        aria-label="Hand off to a colleague"
        className="flex flex-col gap-3 py-2 pl-2"
      >
        <input type="hidden" name="connectionId" value={connectionId} />
        <p className="text-xs text-muted">
          Makes a link for somebody without an account here. It shows what to do in AWS for this connection,
          and works for {HANDOFF_DAYS} days. They can create the stack and propose a bucket, and change
          nothing.
        </p>
        {state.status === 'error' && <Callout tone="bad" title={state.message} live />}
        {state.status === 'ok' && state.message && (
          <div role="status" className="flex flex-col gap-1 text-xs">
            <p className="font-medium">This link is shown once.</p>
            <CopyValue value={state.message} label="hand-off link" boxed />
          </div>
        )}
        <FormStateContext value={state}>
          <Input name="label" label="Who is it for" autoComplete="off" maxLength={60} width="full" optional />
          <Input name="email" label="Mail it to" type="email" autoComplete="off" width="full" optional />
        </FormStateContext>
        <SubmitButton variant="secondary" size="sm" pendingLabel="Making a link…" className="self-start">
          Make a link
        </SubmitButton>
      </form>
    </details>
  );
}

type OpenLinkProps = { handoff: HandoffItem; now: string; timeZone: string };

/** Who has it, how long it works, and how far they are. */
function OpenLink({ handoff, now, timeZone }: OpenLinkProps) {
  return (
    <div className="flex flex-col">
      <span className="font-medium wrap-anywhere">{handoff.label}</span>
      {handoff.email && <span className="text-muted wrap-anywhere">Mailed to {handoff.email}</span>}
      <span className="text-muted">
        {handoff.stackOpenedAt ? 'Took the stack ' : handoff.lastUsedAt ? 'Opened ' : 'Not opened yet. Made '}
        <Time
          iso={handoff.stackOpenedAt ?? handoff.lastUsedAt ?? handoff.createdAt}
          now={now}
          timeZone={timeZone}
        />
      </span>
      <span className="text-muted">
        Works until <Time iso={handoff.expiresAt} look="date" timeZone={timeZone} />
      </span>
    </div>
  );
}

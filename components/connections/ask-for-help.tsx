import { Callout } from '@/components/ui/callout';
import { Form } from '@/components/ui/form';
import { Icon } from '@/components/ui/icon';
import { SubmitButton } from '@/components/ui/submit-button';
import { Textarea } from '@/components/ui/textarea';
import { Time } from '@/components/ui/time';
import type { ConnectionView } from '@/lib/connection-views';
import { stepTitles, type WizardStep } from '@/lib/connections';
import type { FormAction } from '@/lib/form-state';
import type { HelpItem } from '@/lib/help';

export type HelpActions = { ask: FormAction; settle: FormAction };

type AskProps = { connection: ConnectionView; step: WizardStep; now: string; actions: HelpActions };

/** Beside every step: the partner gets the step and what stands against the connection, with the person's own words. */
export function AskForHelp({ connection, step, now, actions }: AskProps) {
  const { partner, help, may, onBehalf, tenant } = connection;
  if (!partner) return null;
  if (onBehalf || !may.write) return <p>Questions go to {partner}, your partner.</p>;
  return (
    <>
      {help && (
        <div className="flex flex-col items-start gap-1.5">
          <p>
            {partner} was asked <Time iso={help.at} now={now} timeZone={tenant.timeZone} />, about{' '}
            {stepTitles[help.step]}.
          </p>
          <Settle help={help} action={actions.settle} />
        </div>
      )}
      <details className="-ml-2">
        <summary className="flex min-h-8 w-fit items-center gap-1.5 rounded-sm px-2 font-medium text-accent hover:bg-accent-soft">
          <Icon name="help" />
          Ask {partner} for help
        </summary>
        <div className="py-2 pl-2">
          <Form action={actions.ask} hidden={{ connectionId: connection.id, step }} aria-label="Ask for help">
            <Textarea
              name="message"
              label="Your question"
              hint="This step and what is to fix go with it."
              maxLength={1000}
              optional
            />
            <SubmitButton variant="secondary" size="sm" pendingLabel="Asking…" className="self-start">
              Ask for help
            </SubmitButton>
          </Form>
        </div>
      </details>
    </>
  );
}

/** For the partner, above the step: what is asked. */
export function HelpAsked({
  connection,
  now,
  action,
}: {
  connection: ConnectionView;
  now: string;
  action: FormAction;
}) {
  const { help, onBehalf, tenant } = connection;
  if (!help || !onBehalf) return null;
  return (
    <Callout tone="warn" title={`${help.by} asks for help with ${stepTitles[help.step]}`}>
      {help.message && <p className="whitespace-pre-line wrap-anywhere">{help.message}</p>}
      <Findings findings={help.findings} />
      <p className="text-muted">
        Asked <Time iso={help.at} now={now} timeZone={tenant.timeZone} />.
      </p>
      <Settle help={help} action={action} />
    </Callout>
  );
}

export function Findings({ findings }: { findings: readonly string[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className="flex list-disc flex-col gap-0.5 pl-5">
      {findings.map((finding) => (
        <li key={finding} className="wrap-anywhere">
          {finding}
        </li>
      ))}
    </ul>
  );
}

export function Settle({ help, action }: { help: Pick<HelpItem, 'id'>; action: FormAction }) {
  return (
    <Form action={action} hidden={{ helpId: help.id }}>
      <SubmitButton variant="secondary" size="sm">
        Mark as settled
      </SubmitButton>
    </Form>
  );
}

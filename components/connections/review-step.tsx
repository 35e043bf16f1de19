import { NextButton } from '@/components/connections/next-button';
import { Preflight, type PreflightConnection } from '@/components/connections/preflight';
import { Callout } from '@/components/ui/callout';
import { RadioGroup } from '@/components/ui/choice';
import { Disclosure } from '@/components/ui/disclosure';
import { Form } from '@/components/ui/form';
import {
  stackPermissions,
  watchingPermissions,
  whatIsDecrypted,
  whatIsNotRead,
  whatIsRead,
} from '@/lib/connecting';
import type { ConnectionView } from '@/lib/connection-views';
import type { FormAction } from '@/lib/form-state';

type ReviewStepProps = { connection: ConnectionView; action: FormAction };

/** Step 1: what will be read, what is needed in AWS, and the one question that decides whether it can work at all. */
export function ReviewStep({ connection, action }: ReviewStepProps) {
  return (
    <>
      <Reading />
      <Permissions connection={connection} />
      <section className="flex flex-col gap-2">
        <h2 className="text-base font-semibold">How long it takes</h2>
        <p>
          About 10 minutes of your time: one report to create, one stack to create. AWS then delivers a new
          report for the first time within 24 hours; we write to you when it arrives.
        </p>
      </section>
      {connection.state === 'unsupported' && <Unsupported />}
      <Form action={action} hidden={{ connectionId: connection.id, version: String(connection.version) }}>
        <RadioGroup
          name="billingTransfer"
          label="Are the bills of this account transferred to another organization (billing transfer)?"
          hint="With billing transfer AWS offers no legacy CUR."
          defaultValue={connection.state === 'unsupported' ? 'yes' : 'no'}
          options={[
            { value: 'no', label: 'No' },
            { value: 'yes', label: 'Yes' },
          ]}
        />
        <NextButton may={connection.may.write} />
      </Form>
    </>
  );
}

/** What the IAM role allows, and what it does not. */
export function Reading() {
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-base font-semibold">What will be read</h2>
      <ul className="flex flex-col gap-2.5">
        {[...whatIsRead, whatIsDecrypted].map((reading) => (
          <li key={reading.what} className="flex flex-col">
            <span>{reading.what}</span>
            <span className="font-mono text-xs break-words text-muted">{reading.actions.join(', ')}</span>
          </li>
        ))}
      </ul>
      <h2 className="pt-2 text-base font-semibold">What will not be read</h2>
      <ul className="flex list-disc flex-col gap-1 pl-5">
        {whatIsNotRead.map((what) => (
          <li key={what}>{what}</li>
        ))}
      </ul>
      <p className="text-muted">Nothing is changed in your account, and no key or password is asked for.</p>
    </section>
  );
}

/** What the person who creates the stack needs in AWS. */
export function Permissions({ connection }: { connection: PreflightConnection }) {
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-base font-semibold">What you need in AWS</h2>
      <p>
        A user in the AWS management account with these permissions, or with AdministratorAccess, which is
        broader:
      </p>
      <ul className="flex flex-col gap-1 rounded border border-line bg-surface px-4 py-3 font-mono text-xs leading-5">
        {stackPermissions.map((permission) => (
          <li key={permission}>{permission}</li>
        ))}
      </ul>
      <Disclosure summary="For watching the stack and cleaning up">
        <p className="pb-2">
          Comfortable to have, not needed. Without them AWS may show &quot;not authorized&quot; after you
          created the stack; you watch it here instead.
        </p>
        <ul className="flex flex-col gap-1 font-mono text-xs leading-5">
          {watchingPermissions.map((permission) => (
            <li key={permission}>{permission}</li>
          ))}
        </ul>
      </Disclosure>
      <Disclosure summary="Ask AWS whether your user may">
        <div className="flex flex-col gap-3">
          <Preflight connection={connection} />
        </div>
      </Disclosure>
    </section>
  );
}

function Unsupported() {
  return (
    <Callout tone="warn" title="Cannot be connected yet: needs CUR 2.0">
      With billing transfer AWS makes no legacy CUR, and only legacy CUR is supported at present. Your partner
      sees this and no reminders are sent. If that was a mistake, choose No and go on.
    </Callout>
  );
}

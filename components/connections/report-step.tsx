import { BucketFields } from '@/components/connections/bucket-fields';
import { LetStackCreate, ReportOfStack } from '@/components/connections/created-report';
import { NextButton } from '@/components/connections/next-button';
import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { CopyButton } from '@/components/ui/copy-button';
import { CopyValue } from '@/components/ui/copy-value';
import { Disclosure } from '@/components/ui/disclosure';
import { Form } from '@/components/ui/form';
import { TextLink } from '@/components/ui/link';
import { type ReportSetting, reportSettings } from '@/lib/connecting';
import type { ConnectionView } from '@/lib/connection-views';
import type { FormAction } from '@/lib/form-state';

type StepProps = { connection: ConnectionView; actions: { save: FormAction; create: FormAction } };
type OwnReportProps = { connection: ConnectionView; action: FormAction };

/** Step 3: AWS's own path to a fit report, in AWS's words and order, then the bucket's name; or the report that the stack creates. */
export function ReportStep({ connection, actions }: StepProps) {
  if (connection.reportBy === 'stack') {
    return (
      <>
        <OnlyLegacy />
        <ol className="flex flex-col gap-6">
          <Preference connection={connection} />
          <Part number={2} title="The stack creates the report">
            <ReportOfStack connection={connection} action={actions.create} />
          </Part>
        </ol>
        <Disclosure look="card" summary="Use a report of your own instead">
          <ol className="flex flex-col gap-6">
            <OwnReport connection={connection} action={actions.save} />
          </ol>
        </Disclosure>
      </>
    );
  }
  return (
    <>
      <OnlyLegacy>Do you have a fit report already? Then enter its bucket below.</OnlyLegacy>
      <LetStackCreate connection={connection} action={actions.create} />
      <ol className="flex flex-col gap-6">
        <Preference connection={connection} />
        <OwnReport connection={connection} action={actions.save} />
      </ol>
    </>
  );
}

export function OnlyLegacy({ children }: { children?: React.ReactNode }) {
  return (
    <Callout title="Only legacy CUR is supported at present.">
      CUR files are read only from this bucket; new ones in it are discovered automatically. {children}
    </Callout>
  );
}

/** Nothing but AWS's console sets it, so it stands first in both ways. */
export function Preference({ connection }: { connection: Pick<ConnectionView, 'links'> }) {
  return (
    <Part number={1} title="Switch on split cost allocation data">
      <p>
        In{' '}
        <TextLink href={connection.links.preferences} newTab>
          Cost Management preferences
        </TextLink>
        , under <b>Split cost allocation data</b>, choose <b>Amazon Elastic Container Service (Amazon ECS)</b>{' '}
        and <b>Amazon Elastic Kubernetes Service (Amazon EKS)</b>, then <b>Save preferences</b>. The report
        option below shows data only with it.
      </p>
    </Part>
  );
}

function OwnReport({ connection, action }: OwnReportProps) {
  return (
    <>
      <CreateReport connection={connection} />
      <Part number={3} title="Name the bucket">
        <BucketForm connection={connection} action={action} />
      </Part>
    </>
  );
}

/** AWS's own path to a fit report. */
export function CreateReport({ connection }: { connection: Pick<ConnectionView, 'links' | 'account'> }) {
  return (
    <Part number={2} title="Create the report">
      <p>
        Open <b>Data Exports</b>, choose <b>Create</b>, and set each field as here. Leave every other field as
        it is.
      </p>
      <ButtonLink
        href={connection.links.dataExports}
        newTab
        variant="secondary"
        className="self-start"
        icon="external"
      >
        Open AWS Data Exports
      </ButtonLink>
      <Settings settings={reportSettings(connection)} />
    </Part>
  );
}

/** One numbered part of the step. */
export function Part({
  number,
  title,
  children,
}: {
  number: number;
  title: string;
  children: React.ReactNode;
}) {
  return (
    <li className="flex flex-col gap-3">
      <h2 className="text-base font-semibold">
        {number}. {title}
      </h2>
      {children}
    </li>
  );
}

function Settings({ settings }: { settings: readonly ReportSetting[] }) {
  const sections = [...new Set(settings.map((setting) => setting.section))];
  return (
    <div className="flex flex-col rounded border border-line bg-surface">
      {sections.map((section) => (
        <section key={section} className="border-line px-4 py-3 not-last:border-b">
          <h3 className="pb-1 text-xs text-muted">{section}</h3>
          <dl className="flex flex-col divide-y divide-line">
            {settings
              .filter((setting) => setting.section === section)
              .map((setting) => (
                <Setting key={setting.field + setting.value} setting={setting} />
              ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

function Setting({ setting }: { setting: ReportSetting }) {
  return (
    <div className="grid gap-x-4 py-1.5 sm:grid-cols-[12rem_minmax(0,1fr)]">
      <dt className="sm:pt-1">{setting.field}</dt>
      <dd className="flex min-w-0 flex-col">
        {setting.typed ? (
          <CopyValue value={setting.value} label={setting.value} />
        ) : (
          <span className="inline-flex items-center gap-0.5">
            <b className="min-w-0 font-semibold">{setting.value}</b>
            <CopyButton value={setting.value} label={setting.value} />
          </span>
        )}
        {setting.note && <span className="text-xs text-muted">{setting.note}</span>}
      </dd>
    </div>
  );
}

function BucketForm({ connection, action }: OwnReportProps) {
  const own = connection.reportBy === 'customer' ? connection.bucket : null;
  return (
    <Form action={action} hidden={{ connectionId: connection.id, version: String(connection.version) }}>
      {connection.bucketWarning && <Callout tone="warn" title={connection.bucketWarning} />}
      <BucketFields account={connection.account} bucket={own} kmsKeyArn={connection.kmsKeyArn} />
      <NextButton may={connection.may.write} />
    </Form>
  );
}

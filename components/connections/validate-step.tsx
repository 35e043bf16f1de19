import { FindingList } from '@/components/connections/finding-list';
import { MoveBucketLink } from '@/components/connections/move-bucket';
import { SearchBelow } from '@/components/connections/search-below';
import { ValidationLive } from '@/components/connections/validation-live';
import { Waiting } from '@/components/connections/waiting';
import { Changes } from '@/components/reports/changes';
import { ReportList } from '@/components/reports/report-list';
import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Checkbox } from '@/components/ui/choice';
import { Form } from '@/components/ui/form';
import { TextLink } from '@/components/ui/link';
import { SubmitButton } from '@/components/ui/submit-button';
import { Time } from '@/components/ui/time';
import type { ConnectionState } from '@/lib/connection-states';
import type { ConnectionView, ValidationView } from '@/lib/connection-views';
import { standing } from '@/lib/connections';
import type { FormAction } from '@/lib/form-state';
import { reportsFound } from '@/lib/validations';

type ValidateStepProps = {
  connection: ConnectionView;
  now: string;
  actions: Record<'refresh' | 'confirm' | 'autoConfirm' | 'changeCur' | 'search', FormAction>;
  watch: (
    connectionId: string,
  ) => Promise<{ version: number; state: string; running: boolean; validatedAt: string | null } | null>;
};

/** Step 5: every report in the bucket with all its checks, Refresh, and the choice that ends validation. */
export function ValidateStep({ connection, now, actions, watch }: ValidateStepProps) {
  const { validation } = connection;
  const at = standing(connection);
  const confirmed = at === 'confirmed' || at === 'complete';
  return (
    <>
      <Summary connection={connection} now={now} refresh={actions.refresh} />
      <ValidationLive
        connectionId={connection.id}
        state={connection.state}
        running={validation.running}
        waiting={connection.state === 'awaiting_report' || connection.state === 'role_verified'}
        validatedAt={validation.validatedAt}
        watch={watch}
      />
      {validation.trouble && (
        <Callout tone="warn" title={validation.trouble}>
          What stands below is what the last complete look found.
        </Callout>
      )}
      <Waiting connection={connection} now={now} />
      {at === 'report_invalid' && validation.chosenRoot && <ChoiceKept root={validation.chosenRoot} />}
      <FindingList label="IAM role" findings={connection.findings} />
      <FindingList label="Bucket" findings={bucketFindings(validation)} />
      <SearchBelow connection={connection} action={actions.search} />
      <MoveBucketLink connection={connection} />
      {confirmed ? (
        <Confirmed connection={connection} now={now} action={actions.changeCur} />
      ) : (
        <Choose connection={connection} now={now} actions={actions} />
      )}
    </>
  );
}

/** A first delivery that a report is waiting for is said there. */
function bucketFindings({ bucketFindings: all, reports }: ValidationView) {
  const said = new Set(
    reports.flatMap(({ findings }) => findings.map(({ code, seen }) => `${code} ${seen}`)),
  );
  return all.filter(({ code, seen }) => !said.has(`${code} ${seen}`));
}

function Summary({
  connection,
  now,
  refresh,
}: {
  connection: ConnectionView;
  now: string;
  refresh: FormAction;
}) {
  const { validation } = connection;
  return (
    <section className="flex flex-col gap-3" aria-label="Result">
      <p className="text-base font-medium" role="status">
        {sentence(validation)}
      </p>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {connection.may.validate && (
          <Form
            inline
            action={refresh}
            hidden={{ connectionId: connection.id, version: String(connection.version) }}
            aria-label="Refresh"
          >
            <SubmitButton variant="secondary" icon="refresh" pendingLabel="Looking into the bucket…">
              Refresh
            </SubmitButton>
          </Form>
        )}
        <Times connection={connection} now={now} />
      </div>
      {validation.changes && <Changes changes={validation.changes} />}
      {!validation.complete && validation.validatedAt && (
        <p className="text-muted">Not everything in the bucket was looked at.</p>
      )}
    </section>
  );
}

function Times({ connection, now }: { connection: ConnectionView; now: string }) {
  const { validatedAt, nextAt } = connection.validation;
  const { timeZone } = connection.tenant;
  return (
    <p className="text-xs text-muted">
      {validatedAt && (
        <>
          Last check <Time iso={validatedAt} now={now} timeZone={timeZone} />.{' '}
        </>
      )}
      {nextAt && (
        <>
          Next check <Time iso={nextAt} now={now} timeZone={timeZone} />.{' '}
        </>
      )}
      {validatedAt && <TextLink href={`/connections/${connection.id}/checks`}>All checks so far</TextLink>}
    </p>
  );
}

function sentence({ reports, running, validatedAt }: ValidationView): string {
  if (validatedAt) return reportsFound(reports);
  return running ? 'Looking into the bucket for the first time.' : 'The bucket was not looked at yet.';
}

/** A confirmed CUR that is not valid any more: the choice stands, Confirm and proceed waits until it is valid again. */
function ChoiceKept({ root }: { root: string }) {
  return (
    <Callout
      tone="warn"
      title={
        <>
          The chosen CUR is not valid now: <span className="font-mono break-all">{root}</span>
        </>
      }
    >
      Your choice is kept. Fix what its checks name and press Refresh; when it is valid again, confirm it once
      more.
    </Callout>
  );
}

/** A choice counts where the IAM role works and a contract is active; what is broken or paused only shows its reports. */
const choosing: readonly ConnectionState[] = [
  'role_verified',
  'awaiting_report',
  'report_invalid',
  'report_valid',
];

function Choose({ connection, now, actions }: Omit<ValidateStepProps, 'watch'>) {
  const { validation } = connection;
  const hidden = { connectionId: connection.id, version: String(connection.version) };
  const valid = validation.reports.filter((report) => report.valid);
  const mayChoose =
    connection.may.confirm && connection.blocked === null && choosing.includes(connection.state);
  const list = (
    <ReportList
      reports={validation.reports}
      now={now}
      timeZone={connection.tenant.timeZone}
      choice={valid.length > 0 && mayChoose ? { name: 'root', chosen: chosenOf(validation) } : undefined}
    />
  );
  if (!mayChoose) return list;
  if (valid.length === 0) {
    return (
      <>
        {list}
        <Form inline action={actions.autoConfirm} hidden={hidden} aria-label="Confirm later">
          <div className="self-center">
            <Checkbox
              name="autoConfirm"
              value="yes"
              defaultChecked={validation.autoConfirm}
              label="Confirm it for me when it is valid"
            />
          </div>
          <SubmitButton variant="secondary">Save</SubmitButton>
        </Form>
      </>
    );
  }
  return (
    <Form action={actions.confirm} hidden={hidden}>
      <p className="text-muted">
        Currently, only one CUR is supported.{valid.length > 1 && ' Choose the one that is read.'}
      </p>
      {list}
      <SubmitButton className="self-start" pendingLabel="Confirming…">
        Confirm and proceed
      </SubmitButton>
    </Form>
  );
}

/** A choice that is not valid any more cannot be pressed: a valid report is proposed instead. */
function chosenOf({ reports }: ValidationView): string | null {
  const valid = reports.filter((report) => report.valid);
  return (valid.find((report) => report.chosen) ?? valid[0])?.root ?? null;
}

/** After a move, or when somebody deleted it: what is confirmed is not there. */
function ChoiceGone({
  validation: { reports, chosenRoot, validatedAt, complete },
}: {
  validation: ValidationView;
}) {
  const isThere = reports.some((report) => report.chosen);
  const isShut = reports.length === 0;
  if (isThere || isShut || chosenRoot === null || validatedAt === null || !complete) return null;
  return (
    <Callout tone="bad" title="The chosen CUR is not in this bucket.">
      {reports.some(({ valid }) => valid)
        ? 'Choose another one below and press Change CUR.'
        : 'None of those that are there is valid. Fix one, press Refresh and choose it.'}
    </Callout>
  );
}

function Confirmed({
  connection,
  now,
  action,
}: {
  connection: ConnectionView;
  now: string;
  action: FormAction;
}) {
  const { validation } = connection;
  const others = validation.reports.some((report) => report.valid && !report.chosen);
  const list = (
    <ReportList
      reports={validation.reports}
      now={now}
      timeZone={connection.tenant.timeZone}
      choice={others && connection.may.confirm ? { name: 'root', chosen: validation.chosenRoot } : undefined}
    />
  );
  return (
    <>
      <Callout
        tone="ok"
        title={
          <>
            Confirmed: <span className="font-mono break-all">{validation.chosenRoot}</span>
          </>
        }
        actions={<ButtonLink href={`/connections/${connection.id}/insights`}>Next</ButtonLink>}
      />
      <ChoiceGone validation={validation} />
      {others && connection.may.confirm ? (
        <Form
          action={action}
          hidden={{ connectionId: connection.id, version: String(connection.version) }}
          aria-label="Change CUR"
        >
          {list}
          <SubmitButton variant="secondary" className="self-start">
            Change CUR
          </SubmitButton>
        </Form>
      ) : (
        list
      )}
    </>
  );
}

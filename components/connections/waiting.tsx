import { Callout } from '@/components/ui/callout';
import { Time } from '@/components/ui/time';
import type { ConnectionView } from '@/lib/connection-views';
import { FIRST_DELIVERY_HOURS, PATIENCE_HOURS } from '@/lib/findings/bucket';
import type { Finding } from '@/lib/findings/vocabulary';

type WaitingProps = { connection: ConnectionView; now: string };

/** What step 5 says while AWS has yet to deliver: calm for a day, with AWS's own status after it, after two days what to do. */
export function Waiting({ connection, now }: WaitingProps) {
  const { state, validation } = connection;
  const awaited = awaitedDelivery(connection);
  if (awaited === null) return state === 'awaiting_report' ? <TooLittleYet /> : null;
  const { waitingSince } = validation;
  const hours = waitingSince === null ? 0 : (Date.parse(now) - Date.parse(waitingSince)) / 3_600_000;
  if (hours >= PATIENCE_HOURS && !validation.reports.some(({ valid }) => valid)) {
    return <Overdue seen={awaited.seen} />;
  }
  if (state !== 'awaiting_report') return null;
  return (
    <Callout tone="wait" title="AWS has not delivered yet.">
      <p>
        AWS needs up to {FIRST_DELIVERY_HOURS} hours for the first delivery.{' '}
        {waitingSince && (
          <>
            Waiting since <Time iso={waitingSince} now={now} timeZone={connection.tenant.timeZone} />.{' '}
          </>
        )}
        You can close this page: we write to you when the report arrives.
      </p>
      {hours >= FIRST_DELIVERY_HOURS && (
        <p>
          That is longer than AWS says it takes. {awaited.seen}. In Data Exports, look at the status of the
          report: AWS names there what stands in its way, most often the policy of the bucket.
        </p>
      )}
    </Callout>
  );
}

/** Of a report that AWS has yet to deliver, or of a bucket that AWS has only tested so far. */
function awaitedDelivery({ validation }: ConnectionView): Finding | null {
  const reports = validation.reports.filter(({ delivered }) => !delivered);
  const findings = [...reports.flatMap((report) => report.findings), ...validation.bucketFindings];
  return findings.find(({ code }) => code === 'AWAITING_FIRST_DELIVERY') ?? null;
}

/** Delivered, but its first rows do not tell everything that is checked: only the next delivery does. */
function TooLittleYet() {
  return (
    <Callout tone="wait" title="AWS has delivered too little yet to judge the report.">
      Nothing to do: the report is looked at again every 30 minutes, and we write to you when it can be
      judged.
    </Callout>
  );
}

function Overdue({ seen }: { seen: string }) {
  return (
    <Callout tone="warn" title={`AWS has not delivered within ${PATIENCE_HOURS} hours.`}>
      <p>
        {seen}. After {PATIENCE_HOURS} hours it rarely comes by itself. Create an additional report with a new
        name in this bucket, or ask AWS Support why the first delivery is missing.
      </p>
    </Callout>
  );
}

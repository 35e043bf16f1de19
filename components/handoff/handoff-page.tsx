import type { ReactNode } from 'react';
import { CreateStack } from '@/components/connections/create-stack';
import { severityStatus, severityWords } from '@/components/connections/finding-list';
import { CreateReport, OnlyLegacy, Part, Preference } from '@/components/connections/report-step';
import { Permissions, Reading } from '@/components/connections/review-step';
import { KnownCause } from '@/components/connections/stack-causes';
import { StackLive } from '@/components/connections/stack-live';
import { Brand } from '@/components/console/brand';
import { ProposeBucket } from '@/components/handoff/propose-bucket';
import { AccountId } from '@/components/ui/account-id';
import { Callout } from '@/components/ui/callout';
import { Checklist } from '@/components/ui/checklist';
import { CopyValue } from '@/components/ui/copy-value';
import { cx } from '@/components/ui/cx';
import { Disclosure } from '@/components/ui/disclosure';
import { KeyValues } from '@/components/ui/key-values';
import { Time } from '@/components/ui/time';
import { formatAccountId } from '@/lib/aws-ids';
import { type ConnectionState, reservingStates } from '@/lib/connection-states';
import type { StackProgress } from '@/lib/connection-views';
import { titleOf } from '@/lib/findings';
import type { FormAction } from '@/lib/form-state';
import type { HandoffView } from '@/lib/handoffs';

type HandoffPageProps = {
  handoff: HandoffView;
  /** For AWS CloudShell, once the names of the stack are made. */
  command: string | null;
  propose: FormAction;
  poll: (connectionId: string) => Promise<StackProgress | null>;
};

/** What somebody without an account sees of one connection: what to do in AWS, and how far the stack is. No shell, no navigation. */
export function HandoffPage({ handoff, command, propose, poll }: HandoffPageProps) {
  const { account, customer, progress } = handoff;
  const isStanding = progress !== null && isProven(progress.state);
  const stack = !isStanding && <StackPart handoff={handoff} command={command} poll={poll} />;
  const isPrepared = progress !== null;
  return (
    <HandoffFrame handoff={handoff}>
      <div className="flex flex-col gap-2">
        <h1 className="text-xl font-semibold tracking-tight">
          Connect{' '}
          {account ? (
            <>
              AWS account <span className="whitespace-nowrap">{formatAccountId(account)}</span>
            </>
          ) : (
            'an AWS account'
          )}{' '}
          for {customer}
        </h1>
        <p className="text-base text-muted">
          {handoff.madeBy} handed this to you. It works until{' '}
          <Time iso={handoff.expiresAt} look="exact" timeZone={handoff.timeZone} />, and needs no account
          here. You can create the stack and propose a bucket; everything else stays with {customer}.
        </p>
      </div>
      <Facts handoff={handoff} />
      {isStanding && (
        <Callout tone="ok" title="The stack stands, and its IAM role is verified.">
          Nothing is left to do here. {customer} goes on.
        </Callout>
      )}
      {isPrepared && stack}
      <Disclosure look="card" summary="What is read, and what you need in AWS" open={!account}>
        <div className="flex flex-col gap-6">
          <Reading />
          <Permissions connection={{ ...handoff, stack: progress?.stack ?? null }} />
        </div>
      </Disclosure>
      {handoff.purpose === 'reports' && (
        <Disclosure
          look="card"
          summary="Cost and Usage Report (CUR)"
          open={handoff.bucket === null || handoff.proposed.some(({ state }) => state === 'open')}
        >
          <ReportPart handoff={handoff} propose={propose} />
        </Disclosure>
      )}
      {!isPrepared && stack}
    </HandoffFrame>
  );
}

/** The mark, the words about the whole, and nothing to go to. */
function HandoffFrame({ handoff, children }: { handoff: HandoffView; children: ReactNode }) {
  const { madeBy, partner, customer } = handoff;
  const column = 'mx-auto w-full max-w-3xl px-4 sm:px-6';
  return (
    <div className="flex min-h-dvh flex-col gap-8 pb-8">
      <header className="flex flex-col gap-8">
        {handoff.sandbox && (
          <p className="-mb-4 border-b border-line bg-sunken px-4 py-1.5 text-center text-xs text-muted">
            Sandbox: AWS is played by a stand-in on this machine
          </p>
        )}
        <div className={cx(column, !handoff.sandbox && 'pt-8')}>
          <Brand />
        </div>
      </header>
      <main id="main" className={cx(column, 'flex min-w-0 flex-col gap-6')}>
        {children}
      </main>
      <footer className={column}>
        <p className="border-t border-line pt-4 text-xs text-muted">
          Questions go to {madeBy}
          {partner && partner !== madeBy && ` or to ${partner}, the partner of ${customer}`}.
        </p>
      </footer>
    </div>
  );
}

const proven: readonly ConnectionState[] = reservingStates;

function isProven(state: ConnectionState): boolean {
  return state !== 'broken' && proven.includes(state);
}

function Facts({ handoff }: { handoff: HandoffView }) {
  const items = [
    { key: 'customer', label: 'Customer', value: handoff.customer },
    ...(handoff.partner ? [{ key: 'partner', label: 'Partner', value: handoff.partner }] : []),
    ...(handoff.account
      ? [{ key: 'account', label: 'Expected AWS account', value: <AccountId id={handoff.account} /> }]
      : []),
    ...(handoff.bucket
      ? [
          {
            key: 'bucket',
            label: 'Bucket',
            value: <CopyValue value={handoff.bucket} label="bucket name" />,
          },
        ]
      : []),
  ];
  return <KeyValues items={items} />;
}

function ReportPart({ handoff, propose }: { handoff: HandoffView; propose: FormAction }) {
  const byStack = handoff.reportBy === 'stack';
  return (
    <div className="flex flex-col gap-6">
      <OnlyLegacy />
      <ol className="flex flex-col gap-6">
        <Preference connection={handoff} />
        {byStack ? (
          <Part number={2} title="The stack creates the report">
            <p>There is nothing to create or to enter: the stack below makes the report and its bucket.</p>
          </Part>
        ) : (
          <CreateReport connection={handoff} />
        )}
        {handoff.mayPropose && (
          <Part number={3} title="Propose the bucket">
            <ProposeBucket handoff={handoff} action={propose} />
          </Part>
        )}
      </ol>
    </div>
  );
}

function StackPart({ handoff, command, poll }: Omit<HandoffPageProps, 'propose'>) {
  const { progress, customer } = handoff;
  return (
    <section className="flex flex-col gap-4" aria-labelledby="stack">
      <h2 id="stack" className="text-lg font-semibold tracking-tight">
        CloudFormation
      </h2>
      {progress === null ? (
        <Callout tone="wait" title="The stack is not prepared yet.">
          An Admin of {customer} does that in step 4. Its link then stands here: reload this page.
        </Callout>
      ) : (
        <>
          <Create handoff={handoff} progress={progress} command={command} />
          <h3 className="text-base font-semibold">What is known of the stack</h3>
          <StackLive connectionId={handoff.id} initial={progress} timeZone={handoff.timeZone} poll={poll} />
          <Findings handoff={handoff} />
        </>
      )}
    </section>
  );
}

function Create(props: { handoff: HandoffView; progress: StackProgress; command: string | null }): ReactNode {
  const { handoff, progress, command } = props;
  const { stack, state } = progress;
  if (state === 'stack_failed') {
    return (
      <Callout tone="bad" title={stack.why?.title ?? 'The stack did not come about.'}>
        {stack.why && <KnownCause why={stack.why} />}
        An Admin of {handoff.customer} begins a new attempt with Try again; its link then stands here.
      </Callout>
    );
  }
  if (stack.linkMadeAt === null) {
    return (
      <Callout tone="wait" title="The account or the bucket is being changed.">
        The link for the changed stack stands here once an Admin of {handoff.customer} has gone on to step 4.
      </Callout>
    );
  }
  return <CreateStack connection={{ ...handoff, stack, may: { write: true } }} command={command} />;
}

/** As on the step itself, without its links into the console. */
function Findings({ handoff: { findings } }: { handoff: HandoffView }) {
  if (findings.length === 0) return null;
  return (
    <div className="rounded border border-line bg-surface px-4 py-3">
      <Checklist
        label="IAM role"
        checks={findings.map(({ code, severity, seen, needed, fix }) => ({
          key: `${code} ${seen}`,
          status: severityStatus[severity],
          word: severityWords[severity],
          name: titleOf(code).failed,
          seen,
          needed,
          fix,
        }))}
      />
    </div>
  );
}

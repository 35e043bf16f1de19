import type { ReactNode } from 'react';
import { AccountId } from '@/components/ui/account-id';
import { CopyButton } from '@/components/ui/copy-button';
import { CopyValue } from '@/components/ui/copy-value';
import { Icon } from '@/components/ui/icon';
import { type KeyValue, KeyValues } from '@/components/ui/key-values';
import { type Step, Stepper } from '@/components/ui/stepper';

type WizardFacts = {
  /** The expected AWS account, its bucket, the external ID; each as soon as it is known. */
  accountId?: string | null;
  bucket?: string | null;
  bucketRegion?: string | null;
  externalId?: string | null;
  /** Who else works on it: "Maria K., 2 min ago". */
  colleagues?: ReactNode;
  /** The address of this step, for people who can sign in. */
  stepUrl?: string;
  /** How the step is handed to somebody else. */
  handOff?: ReactNode;
  /** The partner's contact, or where to read on. */
  help?: ReactNode;
};

type WizardFrameProps = {
  steps: readonly Step[];
  /** The name of the whole: "Connect your AWS Management Account". */
  title: string;
  /** The step's own h1. */
  stepTitle: string;
  /** One or two sentences under it. */
  intro?: ReactNode;
  facts: WizardFacts;
  children: ReactNode;
};

/** A step of a wizard: the steps on the left, this one in the middle, the facts that stay on the right. */
export function WizardFrame({ steps, title, stepTitle, intro, facts, children }: WizardFrameProps) {
  return (
    <div className="grid items-start gap-x-10 gap-y-6 lg:grid-cols-[13rem_minmax(0,1fr)] xl:grid-cols-[13rem_minmax(0,40rem)_minmax(0,1fr)]">
      <div className="flex flex-col gap-3 max-lg:hidden lg:sticky lg:top-6 lg:row-span-2 xl:row-span-1">
        <p className="px-2.5 text-xs text-muted">{title}</p>
        <Stepper label="Steps" steps={steps} />
      </div>
      <FoldedSteps steps={steps} />
      <div className="flex max-w-[40rem] min-w-0 flex-col gap-6">
        <header className="flex flex-col gap-2">
          <p className="text-xs font-medium text-accent max-lg:hidden">{positionOf(steps)}</p>
          <h1 className="text-xl font-semibold tracking-tight">{stepTitle}</h1>
          {intro && <div className="text-base text-muted">{intro}</div>}
        </header>
        {children}
      </div>
      <WizardAside facts={facts} />
    </div>
  );
}

function positionOf(steps: readonly Step[]): string {
  const index = steps.findIndex((step) => step.current);
  return index < 0 ? '' : `Step ${index + 1} of ${steps.length}`;
}

/** On narrow screens the steps fold into one line, so that the step itself begins where the eye is. */
function FoldedSteps({ steps }: { steps: readonly Step[] }) {
  return (
    <details className="group/steps rounded border border-line bg-surface lg:hidden">
      <summary className="flex items-center justify-between gap-3 rounded px-3 py-2.5 font-medium">
        <span>
          {positionOf(steps)}: {steps.find((step) => step.current)?.label}
        </span>
        <Icon name="chevron-down" className="text-muted transition-transform group-open/steps:rotate-180" />
      </summary>
      <div className="border-t border-line p-2">
        <Stepper label="Steps" steps={steps} />
      </div>
    </details>
  );
}

function WizardAside({ facts }: { facts: WizardFacts }) {
  const items = factsToShow(facts);
  return (
    <aside
      aria-label="About this connection"
      className="flex max-w-[40rem] min-w-0 flex-col gap-5 border-line max-xl:border-t max-xl:pt-6 xl:sticky xl:top-6 xl:border-l xl:pl-6"
    >
      {items.length > 0 && <KeyValues look="stack" items={items} />}
      {facts.stepUrl && (
        <div className="-ml-2">
          <CopyButton value={facts.stepUrl} label="link to this step">
            Copy link to this step
          </CopyButton>
        </div>
      )}
      {facts.handOff}
      {facts.help && (
        <div className="flex flex-col gap-1 text-xs">
          <h2 className="font-medium">Help</h2>
          <div className="flex flex-col gap-1 text-muted">{facts.help}</div>
        </div>
      )}
    </aside>
  );
}

function factsToShow({ accountId, bucket, bucketRegion, externalId, colleagues }: WizardFacts): KeyValue[] {
  const items: KeyValue[] = [];
  if (accountId) {
    items.push({ key: 'account', label: 'Expected AWS account', value: <AccountId id={accountId} /> });
  }
  if (bucket)
    items.push({ key: 'bucket', label: 'Bucket', value: <CopyValue value={bucket} label="bucket name" /> });
  if (bucket && bucketRegion) {
    const value = <span className="font-mono text-xs">{bucketRegion}</span>;
    items.push({ key: 'bucket-region', label: 'Region of the bucket', value });
  }
  if (externalId) {
    items.push({
      key: 'external-id',
      label: 'External ID',
      value: <CopyValue value={externalId} label="external ID" />,
    });
  }
  if (colleagues) items.push({ key: 'colleagues', label: 'Also working on it', value: colleagues });
  return items;
}

import { cx } from '@/components/ui/cx';
import { StatusGlyph } from '@/components/ui/status';

export type Step = {
  key: string;
  label: string;
  /** Given for steps that may be opened: done ones, and the due one when it is not the open one. */
  href?: string;
  state: 'done' | 'due' | 'later';
  /** The step that is open now. */
  current?: boolean;
  optional?: boolean;
};

/** The steps of a wizard from top to bottom: done ones are links, the due one is bold, later ones are text. */
export function Stepper({ label, steps }: { label: string; steps: readonly Step[] }) {
  return (
    <nav aria-label={label}>
      <ol className="flex flex-col">
        {steps.map((step, index) => (
          <li key={step.key} className="group/step relative pb-1 last:pb-0">
            <span
              aria-hidden="true"
              className={cx(
                'absolute top-8 -bottom-1 left-[1.1875rem] w-px group-last/step:hidden',
                step.state === 'done' ? 'bg-ok' : 'bg-line',
              )}
            />
            <StepLine step={step} number={index + 1} />
          </li>
        ))}
      </ol>
    </nav>
  );
}

function StepLine({ step, number }: { step: Step; number: number }) {
  const look = cx(
    'flex items-center gap-2.5 rounded px-2.5 py-2',
    step.current && 'bg-accent-soft',
    step.state === 'due' && 'font-semibold text-ink',
    step.state === 'done' && 'text-ink',
    step.state === 'later' && 'text-muted',
  );
  const content = (
    <>
      <StepMark step={step} number={number} />
      <span>
        {step.label}
        {step.optional && <span className="font-normal text-muted"> (optional)</span>}
        {step.state === 'done' && <span className="sr-only">, done</span>}
      </span>
    </>
  );
  if (!step.href) {
    return (
      <span className={look} aria-current={step.current ? 'step' : undefined}>
        {content}
      </span>
    );
  }
  return (
    <a
      href={step.href}
      aria-current={step.current ? 'step' : undefined}
      className={cx(look, 'transition-colors', !step.current && 'hover:bg-sunken')}
    >
      {content}
    </a>
  );
}

function StepMark({ step, number }: { step: Step; number: number }) {
  if (step.state === 'done') {
    return (
      <span className="grid size-5 shrink-0 place-items-center">
        <StatusGlyph status="done" className="size-5" />
      </span>
    );
  }
  return (
    <span
      aria-hidden="true"
      className={cx(
        'tabular grid size-5 shrink-0 place-items-center rounded-full text-xs leading-none',
        step.state === 'due'
          ? 'bg-accent font-semibold text-accent-ink'
          : 'border border-edge bg-surface text-muted',
      )}
    >
      {number}
    </span>
  );
}

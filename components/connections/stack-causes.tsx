import { Disclosure } from '@/components/ui/disclosure';
import { TextLink } from '@/components/ui/link';
import type { StackWhy } from '@/lib/connection-views';
import type { CauseView } from '@/lib/stack-causes';

/** The usual causes in their order, each folded: how to see whether it is this one, and what to do. */
export function UsualCauses({ causes }: { causes: readonly CauseView[] }) {
  if (causes.length === 0) return null;
  return (
    <ol aria-label="Usual causes" className="flex flex-col divide-y divide-line border-y border-line">
      {causes.map((cause, index) => (
        <li key={cause.cause} className="py-1.5">
          <Disclosure summary={`${index + 1}. ${cause.title}`}>
            <Cause cause={cause} />
          </Disclosure>
        </li>
      ))}
    </ol>
  );
}

/** A failure whose reason is known: what to do first, then as AWS wrote it. */
export function KnownCause({ why }: { why: StackWhy }) {
  return (
    <>
      {why.cause && <p>{why.cause.todo}</p>}
      {why.cause && (
        <p>
          <CauseLink cause={why.cause} />
        </p>
      )}
      {why.aws && (why.cause ? <Folded text={why.aws} /> : <AsWritten text={why.aws} />)}
    </>
  );
}

/** Text from outside, as it was written. */
export function AsWritten({ text }: { text: string }) {
  return (
    <p className="text-xs text-muted">
      AWS wrote: <q className="font-mono wrap-anywhere">{text}</q>
    </p>
  );
}

/** Once it is known what it means, the text is for whoever wants to look it up. */
function Folded({ text }: { text: string }) {
  return (
    <Disclosure summary="The whole reason">
      <q className="font-mono text-xs wrap-anywhere text-muted">{text}</q>
    </Disclosure>
  );
}

function Cause({ cause }: { cause: CauseView }) {
  return (
    <dl className="grid gap-x-4 gap-y-1.5 sm:grid-cols-[max-content_minmax(0,1fr)]">
      <dt className="text-muted">How to see it</dt>
      <dd>{cause.see}</dd>
      <dt className="text-muted">What to do</dt>
      <dd className="flex flex-col gap-1">
        {cause.todo}
        <span>
          <CauseLink cause={cause} />
        </span>
      </dd>
    </dl>
  );
}

function CauseLink({ cause: { link } }: { cause: CauseView }) {
  return (
    <TextLink href={link.href} newTab>
      {link.label}
    </TextLink>
  );
}

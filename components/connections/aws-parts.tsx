import type { ReactNode } from 'react';
import { Callout } from '@/components/ui/callout';
import type { AwsPart } from '@/lib/stack-in-aws';

/** What to do in AWS, part by part, written out. */
export function AwsParts({ parts }: { parts: readonly AwsPart[] }) {
  return parts.map((part) => (
    <section key={part.title} className="flex flex-col gap-2">
      <h2 className="text-base font-semibold">{part.title}</h2>
      <ol className="flex list-decimal flex-col gap-1 pl-5 wrap-anywhere">
        {part.lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
    </section>
  ));
}

/** After somebody went back: the stack that may stand in AWS with the values of before. Nothing when there is none. */
export function StackOfBefore({ parts, children }: { parts: readonly AwsPart[]; children?: ReactNode }) {
  if (parts.length === 0) return null;
  return (
    <Callout tone="warn" title="A stack from before may stand in AWS.">
      <p>If nothing is changed here, it is found by itself. Otherwise it has to follow the change:</p>
      <AwsParts parts={parts} />
      {children}
    </Callout>
  );
}

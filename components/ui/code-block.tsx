import { CopyButton } from '@/components/ui/copy-button';

type CodeBlockProps = {
  code: string;
  /** What it is: "policy", "command". */
  label: string;
};

/** Several lines of code with a copy button. It scrolls sideways in its own frame. */
export function CodeBlock({ code, label }: CodeBlockProps) {
  return (
    <div className="relative rounded border border-line bg-sunken">
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard
        tabIndex={0}
        className="overflow-x-auto rounded"
      >
        <pre className="w-max min-w-full py-2.5 pr-11 pl-3 font-mono text-xs leading-5">
          <code>{code}</code>
        </pre>
      </section>
      <span className="absolute top-1.5 right-1.5 rounded-sm bg-sunken">
        <CopyButton value={code} label={label} />
      </span>
    </div>
  );
}

import { CopyButton } from '@/components/ui/copy-button';

/** Text of several lines to take over whole. A field, so that it scrolls and is selected by the keyboard as well. */
export function CopyBlock({ text, label }: { text: string; label: string }) {
  return (
    <div className="relative">
      <textarea
        readOnly
        aria-label={label}
        rows={5}
        spellCheck={false}
        wrap="off"
        defaultValue={text}
        className="w-full resize-y rounded border border-edge bg-sunken py-2 pr-10 pl-3 font-mono text-xs leading-5"
      />
      <span className="absolute top-1 right-1">
        <CopyButton value={text} label={label} />
      </span>
    </div>
  );
}

import { CopyButton } from '@/components/ui/copy-button';

/** Text of several lines to take over whole. A field, so that it scrolls and is selected by the keyboard as well. */
export function CopyBlock({ text, label }: { text: string; label: string }) {
  return (
    <div className="flex items-start gap-1">
      <textarea
        readOnly
        aria-label={label}
        rows={5}
        spellCheck={false}
        wrap="off"
        defaultValue={text}
        className="min-w-0 flex-1 resize-y rounded border border-edge bg-sunken px-3 py-2 font-mono text-xs leading-5"
      />
      <CopyButton value={text} label={label} />
    </div>
  );
}

import { CopyButton } from '@/components/ui/copy-button';

/** Text of several lines to take over whole. A field, so that it scrolls and is selected by the keyboard as well. */
export function CopyBlock({ text, label, rows = 5 }: { text: string; label: string; rows?: number }) {
  return (
    <div className="flex items-start gap-1">
      <textarea
        readOnly
        aria-label={label}
        rows={rows}
        spellCheck={false}
        wrap="off"
        defaultValue={text}
        className="min-w-0 flex-1 resize-y rounded border border-edge bg-sunken px-3 py-2 font-mono text-xs leading-5"
      />
      <CopyButton value={text} label={label} />
    </div>
  );
}

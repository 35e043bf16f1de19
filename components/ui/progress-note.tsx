import type { ReactNode } from 'react';
import { StatusGlyph } from '@/components/ui/status';

type ProgressNoteProps = {
  /** What is going on: "Checking the bucket". */
  children: ReactNode;
  /** What was done so far: "looked in 3 folders, read 2 manifests". */
  detail?: ReactNode;
};

/** What the product is doing right now, for everything that takes longer than a second. */
export function ProgressNote({ children, detail }: ProgressNoteProps) {
  return (
    <p role="status" className="flex min-h-5 items-start gap-2">
      <StatusGlyph status="in_progress" className="mt-0.5" />
      <span>
        {children}
        {detail && <span className="text-muted"> {detail}</span>}
      </span>
    </p>
  );
}

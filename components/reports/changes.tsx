import { Disclosure } from '@/components/ui/disclosure';
import type { ValidationChange, ValidationChanges } from '@/lib/connection-views';
import { titleOf } from '@/lib/findings';

/** "Since the last check: 1 fixed, 1 new, 2 unchanged." with what it was. */
export function Changes({ changes }: { changes: ValidationChanges }) {
  const { fixed, fresh, unchanged, newReports, goneReports } = changes;
  const parts = [
    fixed.length > 0 && `${fixed.length} fixed`,
    fresh.length > 0 && `${fresh.length} new`,
    newReports.length > 0 && `${counted(newReports.length, 'report')} added`,
    goneReports.length > 0 && `${counted(goneReports.length, 'report')} gone`,
  ].filter((part) => part !== false);
  if (parts.length === 0) return <p className="text-muted">Since the last check: nothing changed.</p>;
  if (unchanged.length > 0) parts.push(`${unchanged.length} unchanged`);
  return (
    <Disclosure summary={`Since the last check: ${parts.join(', ')}.`}>
      <ul className="flex flex-col gap-1">
        {fixed.map((change) => (
          <li key={`fixed ${change.root} ${change.code}`}>Fixed: {saidOf(change, 'passed')}</li>
        ))}
        {fresh.map((change) => (
          <li key={`new ${change.root} ${change.code}`}>New: {saidOf(change, 'failed')}</li>
        ))}
        {unchanged.map((change) => (
          <li key={`unchanged ${change.root} ${change.code}`}>Unchanged: {saidOf(change, 'failed')}</li>
        ))}
        {newReports.map((root) => (
          <li key={`added ${root}`}>
            Added: <span className="font-mono text-xs">{root}</span>
          </li>
        ))}
        {goneReports.map((root) => (
          <li key={`gone ${root}`}>
            Gone: <span className="font-mono text-xs">{root}</span>
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}

function saidOf(change: ValidationChange, outcome: 'passed' | 'failed'): string {
  const said = titleOf(change.code)[outcome];
  return change.root ? `${said} (${change.root})` : said;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

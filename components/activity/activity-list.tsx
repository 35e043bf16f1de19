import { EmptyState } from '@/components/ui/empty-state';
import { TextLink } from '@/components/ui/link';
import { Time } from '@/components/ui/time';
import { formatDate } from '@/lib/time';

export type ActivityItem = {
  id: string;
  at: string;
  who: { name: string; company: string | null };
  sentence: string;
  tenant: { id: string; name: string };
  onBehalfOf: string | null;
};

type ActivityListProps = {
  rows: readonly ActivityItem[];
  now: string;
  /** On pages of several tenants each entry names its own. */
  showTenant?: boolean;
  timeZone?: string;
};

/** Who did what, for whom and when, newest first, under its day. */
export function ActivityList({ rows, now, showTenant, timeZone }: ActivityListProps) {
  if (rows.length === 0) {
    return (
      <EmptyState icon="history">Everything that people and Tributary do will be recorded here.</EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-6">
      {byDay(rows, timeZone).map(({ day, items }) => (
        <section key={day} aria-label={day} className="flex flex-col gap-2">
          <h2 className="text-xs font-medium text-muted">{day}</h2>
          <ol className="divide-y divide-line rounded border border-line bg-surface">
            {items.map((item) => (
              <li
                key={item.id}
                className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-4 py-2.5"
              >
                <p className="min-w-0 flex-1 basis-80">
                  <span className="font-medium">{item.who.name}</span>
                  {item.who.company && <span className="text-muted"> ({item.who.company})</span>}{' '}
                  {item.sentence}
                  {item.onBehalfOf && <span className="text-muted"> on behalf of {item.onBehalfOf}</span>}
                </p>
                <p className="flex items-baseline gap-4 text-xs text-muted">
                  {showTenant && (
                    <TextLink plain href={`/customers/${item.tenant.id}/activity`} className="!font-normal">
                      {item.tenant.name}
                    </TextLink>
                  )}
                  <Time iso={item.at} now={now} timeZone={timeZone} />
                </p>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function byDay(rows: readonly ActivityItem[], timeZone?: string): { day: string; items: ActivityItem[] }[] {
  const days: { day: string; items: ActivityItem[] }[] = [];
  for (const row of rows) {
    const day = formatDate(row.at, timeZone);
    const last = days.at(-1);
    if (last?.day === day) last.items.push(row);
    else days.push({ day, items: [row] });
  }
  return days;
}

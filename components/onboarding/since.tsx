import { formatExact, formatSpan } from '@/lib/time';

/** How long something has lasted, "6 days", with the instant on hover and in print. */
export function Since({ iso, now }: { iso: string | null; now: string }) {
  if (!iso) return null;
  const span = formatSpan(Math.max(0, Date.parse(now) - Date.parse(iso)));
  return (
    <time dateTime={iso} title={formatExact(iso)} className="whitespace-nowrap">
      {span}
    </time>
  );
}

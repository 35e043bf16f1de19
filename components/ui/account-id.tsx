import { CopyButton } from '@/components/ui/copy-button';
import { formatAccountId } from '@/lib/aws-ids';

type AccountIdProps = { id: string; copy?: boolean };

/** An AWS account ID as AWS shows it, 1234-5678-9012; its button copies the twelve digits. */
export function AccountId({ id, copy = true }: AccountIdProps) {
  const text = <code className="font-mono text-[0.93em] whitespace-nowrap">{formatAccountId(id)}</code>;
  if (!copy) return text;
  return (
    <span className="inline-flex items-center gap-0.5">
      {text}
      <CopyButton value={id} label={`account ID ${formatAccountId(id)}`} />
    </span>
  );
}

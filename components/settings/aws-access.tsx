import { Callout } from '@/components/ui/callout';
import { Time } from '@/components/ui/time';
import { type OwnTrouble, ownTroubleWords } from '@/lib/own-access';

/** Whether AWS lets Tributary itself in, for the distributor: its customers' connections are not to blame while it does not. */
export function AwsAccess({ trouble }: { trouble: { trouble: OwnTrouble; since: string } | null }) {
  if (trouble === null)
    return <p className="text-muted">AWS lets Tributary in. It is checked each minute.</p>;
  const { seen, todo } = ownTroubleWords[trouble.trouble];
  return (
    <Callout tone="bad" title={seen}>
      <p>{todo}</p>
      <p>
        Since <Time iso={trouble.since} />. Until it is over, no connection counts as broken because AWS
        refuses Tributary, and nobody is written to about it.
      </p>
    </Callout>
  );
}

import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { SubmitButton } from '@/components/ui/submit-button';
import { Time } from '@/components/ui/time';
import type { FormAction } from '@/lib/form-state';
import type { HandoffView } from '@/lib/handoffs';

const said = {
  open: 'waits for an Admin',
  accepted: 'was accepted',
  dismissed: 'was dismissed',
} satisfies Record<HandoffView['proposed'][number]['state'], string>;

/** A bucket for step 3: an Admin uses or dismisses it there. */
export function ProposeBucket({ handoff, action }: { handoff: HandoffView; action: FormAction }) {
  return (
    <>
      <Form action={action} hidden={{ connectionId: handoff.id }}>
        <Input
          name="bucket"
          label="Bucket name"
          hint={`The name alone, s3://…, an ARN or the address of its page in the AWS console. An Admin of ${handoff.customer} decides on it.`}
          autoComplete="off"
          spellCheck={false}
          mono
          required
        />
        <SubmitButton variant="secondary" pendingLabel="Proposing…" className="self-start">
          Propose this bucket
        </SubmitButton>
      </Form>
      {handoff.proposed.length > 0 && (
        <ul aria-label="Proposed buckets" className="flex flex-col gap-1">
          {handoff.proposed.map(({ bucket, state, at }) => (
            <li key={at + bucket} className="wrap-anywhere">
              <code className="font-mono text-xs">{bucket}</code> {said[state]}
              <span className="text-muted">
                , proposed <Time iso={at} look="exact" timeZone={handoff.timeZone} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

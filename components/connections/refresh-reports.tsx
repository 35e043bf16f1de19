import { Form } from '@/components/ui/form';
import { SubmitButton } from '@/components/ui/submit-button';
import { formatAccountId } from '@/lib/aws-ids';
import type { FormAction } from '@/lib/form-state';

type RefreshReportsProps = {
  connection: { id: string; account: string | null };
  action: FormAction;
};

/** Refresh beside a connection in a list: validates its reports again and says what changed. */
export function RefreshReports({ connection, action }: RefreshReportsProps) {
  const { id, account } = connection;
  return (
    <Form
      inline
      action={action}
      hidden={{ connectionId: id }}
      className="min-w-0"
      aria-label={`Refresh ${account ? formatAccountId(account) : ''}`.trim()}
    >
      <SubmitButton variant="secondary" size="sm" icon="refresh" pendingLabel="Checking…">
        Refresh
      </SubmitButton>
    </Form>
  );
}

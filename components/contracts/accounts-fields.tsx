import { RadioGroup } from '@/components/ui/choice';
import { Textarea } from '@/components/ui/textarea';
import { formatAccountId } from '@/lib/aws-ids';

type AccountsFieldsProps = { mode: 'all' | 'listed'; ids: readonly string[] };

/** Which management accounts the contract covers. The list unfolds by the stylesheet alone, so it works without JavaScript. */
export function AccountsFields({ mode, ids }: AccountsFieldsProps) {
  return (
    <div className="group/accounts flex flex-col gap-5">
      <RadioGroup
        name="accountsMode"
        label="Management accounts"
        defaultValue={mode}
        options={[
          { value: 'all', label: 'Include all accounts' },
          { value: 'listed', label: 'Only these accounts', hint: 'The wizard refuses any other account.' },
        ]}
      />
      <div className="hidden group-has-[input[value=listed]:checked]/accounts:block">
        <Textarea
          name="accountIds"
          label="AWS account IDs"
          hint="12 digits each, one on a line, for example 1234-5678-9012"
          defaultValue={ids.map(formatAccountId).join('\n')}
          mono
          rows={3}
          spellCheck={false}
        />
      </div>
    </div>
  );
}

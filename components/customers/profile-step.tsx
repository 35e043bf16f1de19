import { NewSentence } from '@/components/customers/new-sentence';
import { ButtonLink } from '@/components/ui/button';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { SubmitButton } from '@/components/ui/submit-button';
import type { FormAction } from '@/lib/form-state';
import type { ChildKind } from '@/lib/new-customer';

export type Parent = { id: string; name: string; domain: string };

type ProfileStepProps = {
  action: FormAction;
  kind: ChildKind;
  parents: readonly Parent[];
  /** The parent from whose page the person came; it was chosen there. */
  chosenParent?: string;
};

/** Step 1 of Add customer. With a choice of parents none is chosen beforehand; with one there is nothing to choose. */
export function ProfileStep({ action, kind, parents, chosenParent }: ProfileStepProps) {
  const only = parents.length === 1 ? parents[0] : undefined;
  return (
    <Form action={action} hidden={{ kind }}>
      <Select
        name="parentId"
        label="Select parent"
        placeholder={only ? undefined : 'Select parent'}
        defaultValue={only?.id ?? chosenParent}
        required
        options={parents.map((parent) => ({ value: parent.id, label: `${parent.name} (${parent.domain})` }))}
      />
      <Input
        name="domain"
        label="Domain name"
        hint="For example fjord.example"
        required
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="none"
      />
      <Input name="name" label="Company name" required autoComplete="off" />
      <NewSentence kind={kind} parents={parents} />
      <div className="flex flex-wrap gap-2">
        <SubmitButton>Save and continue</SubmitButton>
        <ButtonLink href="/customers" variant="quiet">
          Discard
        </ButtonLink>
      </div>
    </Form>
  );
}

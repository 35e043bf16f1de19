import { Dialog } from '@/components/ui/dialog';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { SubmitButton } from '@/components/ui/submit-button';
import type { FormAction } from '@/lib/form-state';

type EditProfileProps = {
  action: FormAction;
  tenant: { id: string; version: number; name: string; domain: string; timeZone: string };
  timeZones: readonly string[];
};

export function EditProfile({ action, tenant, timeZones }: EditProfileProps) {
  return (
    <Dialog trigger="Edit profile" icon="pencil" title={`Profile of ${tenant.name}`} size="sm">
      <Form action={action} hidden={{ tenantId: tenant.id, version: String(tenant.version) }}>
        <Input
          name="domain"
          label="Domain name"
          defaultValue={tenant.domain}
          required
          spellCheck={false}
          autoComplete="off"
        />
        <Input name="name" label="Company name" defaultValue={tenant.name} required autoComplete="off" />
        <Select
          name="timeZone"
          label="Time zone"
          defaultValue={tenant.timeZone}
          options={timeZones.map((zone) => ({ value: zone, label: zone }))}
        />
        <div>
          <SubmitButton>Save</SubmitButton>
        </div>
      </Form>
    </Dialog>
  );
}

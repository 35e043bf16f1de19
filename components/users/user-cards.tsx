import { DomainHint } from '@/components/customers/domain-hint';
import { Card } from '@/components/ui/card';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { SubmitButton } from '@/components/ui/submit-button';
import { CopyLinkForm } from '@/components/users/copy-link-form';
import { RoleFields } from '@/components/users/role-fields';
import type { PanelUser } from '@/components/users/users-panel';
import type { FormAction } from '@/lib/form-state';
import type { TenantKind } from '@/lib/tenants';

type InvitationCardProps = {
  user: PanelUser;
  /** The tenant's: an address outside it is warned of. */
  domain: string;
  actions: Record<'resend' | 'correctEmail' | 'copyLink' | 'cancel', FormAction>;
};

/** What can be done with an invitation until it is used. */
export function InvitationCard({ user, domain, actions }: InvitationCardProps) {
  const hidden = { membershipId: user.membershipId };
  return (
    <Card title="Invitation">
      <div className="flex flex-col divide-y divide-line [&>*]:py-4 [&>*:first-child]:pt-0 [&>*:last-child]:pb-0">
        <Form action={actions.resend} hidden={hidden}>
          <p className="text-muted">A new link is sent to {user.email}, and the old ones stop working.</p>
          <div>
            <SubmitButton icon="send" pendingLabel="Sending…">
              Resend
            </SubmitButton>
          </div>
        </Form>
        {user.state === 'invited' && (
          <div className="flex flex-col gap-3">
            <p className="text-muted">No mail arrived? Hand the link over by other means.</p>
            <CopyLinkForm membershipId={user.membershipId} action={actions.copyLink} />
          </div>
        )}
        <Form action={actions.correctEmail} hidden={hidden}>
          <div className="flex flex-col gap-2">
            <Input
              name="email"
              label="Correct email"
              type="email"
              hint="The invitation moves to this address; the link that went to the old one stops working."
              autoComplete="off"
              required
            />
            <DomainHint domain={domain} />
          </div>
          <div>
            <SubmitButton variant="secondary" pendingLabel="Sending…">
              Correct email and send
            </SubmitButton>
          </div>
        </Form>
        {user.state !== 'cancelled' && (
          <Form action={actions.cancel} hidden={hidden}>
            <p className="text-muted">Cancelling ends every open link. Resend brings the invitation back.</p>
            <div>
              <SubmitButton variant="secondary" icon="x" pendingLabel="Cancelling…">
                Cancel invitation
              </SubmitButton>
            </div>
          </Form>
        )}
      </div>
    </Card>
  );
}

type RoleCardProps = { user: PanelUser; kind: TenantKind; action: FormAction };

export function RoleCard({ user, kind, action }: RoleCardProps) {
  return (
    <Card title="Role">
      <Form action={action} hidden={{ membershipId: user.membershipId, version: String(user.version) }}>
        <RoleFields kind={kind} role={user.role} belowRole={user.belowRole} />
        <div>
          <SubmitButton variant="secondary">Change role</SubmitButton>
        </div>
      </Form>
    </Card>
  );
}

type AccessCardProps = { user: PanelUser; actions: Record<'disable' | 'enable', FormAction> };

export function AccessCard({ user, actions }: AccessCardProps) {
  const isDisabled = user.state === 'disabled';
  return (
    <Card title="Access">
      <Form
        action={isDisabled ? actions.enable : actions.disable}
        hidden={{ membershipId: user.membershipId }}
      >
        <p className="text-muted">
          {isDisabled
            ? 'Enabling lets this person in again, with the role they had.'
            : 'Disabling ends every session of this person here at once.'}
        </p>
        <div>
          <SubmitButton
            variant={isDisabled ? 'secondary' : 'danger'}
            pendingLabel={isDisabled ? 'Enabling…' : 'Disabling…'}
          >
            {isDisabled ? 'Enable' : 'Disable'}
          </SubmitButton>
        </div>
      </Form>
    </Card>
  );
}

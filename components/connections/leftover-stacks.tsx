import { Fragment } from 'react';
import { CopyValue } from '@/components/ui/copy-value';
import { Disclosure } from '@/components/ui/disclosure';
import { TextLink } from '@/components/ui/link';
import { createdReportCleaning, deletingPermissions } from '@/lib/connecting';
import type { ConnectionView } from '@/lib/connection-views';
import { stepAddress, type WizardStep } from '@/lib/connections';

/** Nothing stands in anybody's way because of them; whoever tidies up finds their names here, and what it takes. */
export function LeftoverStacks({ connection: { leftovers, reportBy } }: { connection: ConnectionView }) {
  if (leftovers.length === 0) return null;
  const byStack = reportBy === 'stack';
  const permissions = [...deletingPermissions, ...(byStack ? createdReportCleaning : [])];
  return (
    <Disclosure summary={`Stacks of earlier attempts (${leftovers.length})`} id="leftovers">
      <div className="flex flex-col gap-2">
        <p>
          They are not used any more. Where AWS still shows one, somebody who may can delete it at any time;
          its IAM role and policy go with it
          {byStack && ', its bucket stays and can be deleted once it is empty'}. Nothing here waits for that.
        </p>
        <ul className="flex flex-col gap-1">
          {leftovers.map(({ name, href }) => (
            <li key={name} className="flex flex-wrap items-baseline gap-x-3">
              <CopyValue value={name} label={name} />
              <TextLink href={href} newTab>
                Find it in AWS
              </TextLink>
            </li>
          ))}
        </ul>
        <p className="text-xs text-muted">
          Deleting needs{' '}
          {permissions.map((permission, index) => (
            <Fragment key={permission}>
              {index > 0 && ', '}
              <code className="font-mono">{permission}</code>
            </Fragment>
          ))}
          .
        </p>
      </div>
    </Disclosure>
  );
}

/** On the steps after the stack's own, a line that leads there. */
export function LeftoversElsewhere({ connection, step }: { connection: ConnectionView; step: WizardStep }) {
  const { id, leftovers, stack } = connection;
  if (step === 'stack' || leftovers.length === 0 || stack.standing === null) return null;
  return (
    <p className="text-xs text-muted">
      {leftovers.length === 1
        ? 'A stack of an earlier attempt'
        : `${leftovers.length} stacks of earlier attempts`}{' '}
      may still be in AWS:{' '}
      <TextLink href={`${stepAddress({ id, step: 'stack' })}#leftovers`}>what is left to delete</TextLink>.
    </p>
  );
}

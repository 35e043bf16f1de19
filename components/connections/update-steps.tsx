import type { ReactNode } from 'react';
import { CopyBlock } from '@/components/ui/copy-block';
import { CopyValue } from '@/components/ui/copy-value';
import { Disclosure } from '@/components/ui/disclosure';
import { KeyValues } from '@/components/ui/key-values';
import { TextLink } from '@/components/ui/link';
import { formatAccountId } from '@/lib/aws-ids';
import { acknowledgement, trustParameters, trustPermission, updatePermissions } from '@/lib/connecting';
import type { ConnectionView } from '@/lib/connection-views';
import type { ParameterChange, StackUpdateView, UpdateSteps } from '@/lib/stack-update';

type StepsProps = { connection: ConnectionView; update: StackUpdateView; steps: UpdateSteps };

/** What is done in AWS's console, in its order and its words. */
export function UpdateInAws({ connection, update, steps }: StepsProps) {
  const { parameters } = steps.difference;
  return (
    <ol className="flex list-decimal flex-col gap-3 pl-5">
      <li>
        Sign in to AWS account{' '}
        <b className="font-mono">{connection.account ? formatAccountId(connection.account) : ''}</b> and open{' '}
        <TextLink href={update.links.stack} newTab>
          the stack in AWS CloudFormation
        </TextLink>
        , Region us-east-1. Beside what creating it needed, your user needs{' '}
        <Permissions parameters={parameters} />.
      </li>
      <li>
        Choose <b>Update stack</b>, <b>Make a direct update</b>.
      </li>
      <li>
        <TemplateSource connection={connection} steps={steps} />
      </li>
      <li>
        {parameters.length === 0 ? (
          <>
            Leave all parameters as they are and choose <b>Next</b>.
          </>
        ) : (
          <>
            Change {parameters.length === 1 ? 'this parameter' : 'these parameters'}, leave the others as they
            are, and choose <b>Next</b>.
            <ChangedParameters parameters={parameters} />
          </>
        )}
      </li>
      <li>
        Leave the stack options as they are, tick the box <b>{acknowledgement}</b> and choose <b>Next</b>.
      </li>
      <li>
        <ChangeSet steps={steps} />
      </li>
    </ol>
  );
}

function Permissions({ parameters }: { parameters: readonly ParameterChange[] }) {
  const isTrust = parameters.some(({ name }) => trustParameters.includes(name));
  const needed = isTrust ? [...updatePermissions, trustPermission] : updatePermissions;
  return needed.map((permission, index) => (
    <span key={permission}>
      {index > 0 && (index === needed.length - 1 ? ' and ' : ', ')}
      <code className="font-mono text-xs">{permission}</code>
    </span>
  ));
}

function TemplateSource({ connection, steps }: Omit<StepsProps, 'update'>) {
  if (steps.templateUrl) {
    return (
      <>
        Choose <b>Replace existing template</b>, <b>Amazon S3 URL</b>, paste this address and choose{' '}
        <b>Next</b>.
        <div className="pt-2">
          <CopyValue value={steps.templateUrl} label="Amazon S3 URL" boxed />
        </div>
      </>
    );
  }
  return (
    <>
      {connection.may.write ? (
        <TextLink href={steps.download}>Download the template</TextLink>
      ) : (
        'Have an Admin download the template'
      )}
      . Choose <b>Replace existing template</b>, <b>Upload a template file</b>, select the file and choose{' '}
      <b>Next</b>.
    </>
  );
}

function ChangedParameters({ parameters }: { parameters: readonly ParameterChange[] }) {
  return (
    <div className="pt-2">
      <KeyValues
        look="stack"
        items={parameters.map(({ name, seen, wanted }) => ({
          key: name,
          label: name,
          value: (
            <span className="flex flex-col gap-0.5">
              {wanted === '' ? (
                <span>empty: clear the field</span>
              ) : (
                <CopyValue value={wanted} label={name} />
              )}
              <span className="text-xs text-muted">
                now <span className="font-mono wrap-anywhere">{seen === '' ? 'empty' : seen}</span>
              </span>
            </span>
          ),
        }))}
      />
    </div>
  );
}

/** What AWS shows before anything is done. */
function ChangeSet({ steps: { changes, difference } }: { steps: UpdateSteps }) {
  const another = difference.template !== 'same';
  return (
    <>
      AWS shows the <b>Change set preview</b>.{' '}
      {changes.length > 0 && (
        <>
          It lists <Resources changes={changes} /> with the action <b>Modify</b>
          {another ? ', and may list others that the newer template modifies. ' : ', and nothing else. '}
        </>
      )}
      {changes.length === 0 && another && (
        <>
          It lists what the newer template changes, each with the action <b>Modify</b>.{' '}
        </>
      )}
      If it lists anything with <b>Remove</b>, or with <b>Replacement</b> True, choose <b>Cancel</b> and
      compare the values again. Otherwise choose <b>Submit</b>.
    </>
  );
}

function Resources({ changes }: { changes: UpdateSteps['changes'] }): ReactNode {
  return changes.map(({ resource, type }, index) => (
    <span key={resource}>
      {index > 0 && (index === changes.length - 1 ? ' and ' : ', ')}
      <b>{resource}</b> <span className="text-muted">({type})</span>
    </span>
  ));
}

/** Without the console's pages; and what another way of creating the stack asks for. */
export function OtherUpdates({ steps }: { steps: UpdateSteps }) {
  return (
    <Disclosure summary="Other ways">
      <div className="flex flex-col gap-5">
        <section className="flex flex-col gap-2">
          <h3 className="font-semibold">AWS CloudShell</h3>
          <p>
            Sign in to the account, open CloudShell in the AWS console, and paste this command. It holds the
            template and the values that change, and keeps all others.
          </p>
          <CopyBlock text={steps.command} label="update command" />
        </section>
        {steps.templateUrl && (
          <section className="flex flex-col gap-2">
            <h3 className="font-semibold">Upload the template</h3>
            <p>
              <TextLink href={steps.download}>Download the template</TextLink>, its values filled in, and
              choose <b>Upload a template file</b> in the third step.
            </p>
          </section>
        )}
        <section className="flex flex-col gap-2">
          <h3 className="font-semibold">
            Created with a permissions boundary, by a StackSet or by Terraform
          </h3>
          <p>
            With a boundary, download the template with it from <b>Other ways</b> of the CloudFormation step:
            any other template takes the boundary away. A stack of a StackSet is updated in its StackSet, with{' '}
            <b>Override StackSet parameters</b> for this account. Where Terraform made the IAM role, download
            its file again and run <code className="font-mono text-xs">terraform apply</code>.
          </p>
        </section>
      </div>
    </Disclosure>
  );
}

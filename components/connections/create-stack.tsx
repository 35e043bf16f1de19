import { Fragment, type ReactNode } from 'react';
import { AlsoCreated } from '@/components/connections/created-report';
import { Preflight } from '@/components/connections/preflight';
import { WithStackSet } from '@/components/connections/stack-set';
import { Button, ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { CopyBlock } from '@/components/ui/copy-block';
import { CopyValue } from '@/components/ui/copy-value';
import { Disclosure } from '@/components/ui/disclosure';
import { Input } from '@/components/ui/input';
import { KeyValues } from '@/components/ui/key-values';
import { TextLink } from '@/components/ui/link';
import { formatAccountId, POLICY_ARN } from '@/lib/aws-ids';
import { acknowledgement, boundaryPermissions } from '@/lib/connecting';
import type { ConnectionView } from '@/lib/connection-views';

/** What a way to create the stack has to know of a connection. */
export type StackToCreate = Pick<
  ConnectionView,
  'account' | 'purpose' | 'reportBy' | 'bucket' | 'stack' | 'links'
> & {
  may: Pick<ConnectionView['may'], 'write'>;
};

type CreateStackProps = {
  connection: StackToCreate;
  /** For AWS CloudShell; null when it cannot be made now, or for those who may not create the stack. */
  command: string | null;
  /** For an account with insights: the commands that make it part of a StackSet; null or left out as above. */
  stackSet?: string | null;
};

/** How the stack is created: by the link, filled in; where there is no published template, by the download. */
export function CreateStack({ connection, command, stackSet }: CreateStackProps) {
  const { link } = connection.stack;
  const also = connection.reportBy === 'stack' && <AlsoCreated bucket={connection.bucket} />;
  if (!link) {
    return (
      <>
        {also}
        {connection.stack.linkWithheld && (
          <Callout title="No prefilled link is offered now.">
            {connection.stack.linkWithheld} The download is the template of this version; create the stack
            with it.
          </Callout>
        )}
        <DownloadWay connection={connection} />
        <OtherWays connection={connection} command={command} stackSet={stackSet} />
      </>
    );
  }
  return (
    <section className="flex flex-col gap-4">
      {also}
      <QuickCreate connection={connection} link={link} />
      <OtherWays connection={connection} command={command} stackSet={stackSet}>
        <Way title="Upload the template">
          <DownloadWay connection={connection} />
        </Way>
      </OtherWays>
    </section>
  );
}

function OtherWays({ connection, command, stackSet, children }: CreateStackProps & { children?: ReactNode }) {
  const { stack, may } = connection;
  if (!may.write && !children) return null;
  return (
    <Disclosure summary="Other ways">
      <div className="flex flex-col gap-5">
        {children}
        {command && (
          <Way title="AWS CloudShell">
            <p>
              Sign in to the account, open CloudShell in the AWS console, and paste this command. It holds the
              template with its values.
            </p>
            <CopyBlock text={command} label="command" />
          </Way>
        )}
        {may.write && (
          <Way title="Ask AWS first">
            <Preflight connection={connection} />
          </Way>
        )}
        {may.write && <WithBoundary download={stack.download} />}
        {stackSet && (
          <Way title="AWS CloudFormation StackSets">
            <WithStackSet commands={stackSet} />
          </Way>
        )}
        {may.write && (
          <Way title="Terraform">
            <p>
              <TextLink href={`${stack.download}?as=terraform`}>Download the Terraform file</TextLink>: the
              same IAM role and policy without a stack. Keep it in a folder of its own and run{' '}
              <code className="font-mono text-xs">terraform init</code> and{' '}
              <code className="font-mono text-xs">terraform apply</code>.
            </p>
          </Way>
        )}
      </div>
    </Disclosure>
  );
}

/** For organizations in which nobody may create an IAM role without one. */
function WithBoundary({ download }: { download: string }) {
  return (
    <Way title="With a permissions boundary">
      <p>
        Only where your organization asks for one. Creating the stack then also needs{' '}
        {boundaryPermissions.map((permission, index) => (
          <Fragment key={permission}>
            {index > 0 && ', and cleaning it up '}
            <code className="font-mono text-xs">{permission}</code>
          </Fragment>
        ))}
        .
      </p>
      <form action={download} method="get" className="flex flex-col gap-3">
        <Input
          name="boundary"
          label="ARN of the boundary policy"
          pattern={POLICY_ARN}
          title="arn:aws:iam::123456789012:policy/ and the name of the policy"
          autoComplete="off"
          spellCheck={false}
          mono
          required
        />
        <Button type="submit" variant="secondary" className="self-start">
          Download the template with it
        </Button>
      </form>
    </Way>
  );
}

function Way({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function QuickCreate({ connection, link }: Pick<CreateStackProps, 'connection'> & { link: string }) {
  return (
    <>
      <ol className="flex list-decimal flex-col gap-2 pl-5">
        <li>
          <SignIn connection={connection} /> The link opens in whichever account is signed in.
        </li>
        <li>Open the link. Template, names and values are filled in; leave them as they are.</li>
        <li>
          Tick the box <b>{acknowledgement}</b>
        </li>
        <li>
          <PressCreate />
        </li>
      </ol>
      <ButtonLink href={link} newTab className="self-start">
        Open AWS CloudFormation Console
      </ButtonLink>
    </>
  );
}

function DownloadWay({ connection }: Pick<CreateStackProps, 'connection'>) {
  const { stack } = connection;
  return (
    <div className="flex flex-col gap-3">
      <ol className="flex list-decimal flex-col gap-2 pl-5">
        <li>
          <TextLink href={stack.download}>Download the template</TextLink>. Its values are filled in.
        </li>
        <li>
          <SignIn connection={connection} /> The page opens in whichever account is signed in.
        </li>
        <li>
          Open{' '}
          <TextLink href={stack.console} newTab>
            AWS CloudFormation
          </TextLink>{' '}
          in us-east-1, choose <b>Upload a template file</b>, select the file and choose <b>Next</b>.
        </li>
        <li>
          Enter the stack name {stack.stackName && <CopyValue value={stack.stackName} label="stack name" />},
          and leave the parameters as they are.
        </li>
        <li>
          Tick the box <b>{acknowledgement}</b>
        </li>
        <li>
          <PressCreate />
        </li>
      </ol>
      <Parameters parameters={stack.parameters} />
    </div>
  );
}

/** The expected account, at the point where the person could be in another one. */
function SignIn({ connection }: Pick<CreateStackProps, 'connection'>) {
  return (
    <>
      Sign in to AWS account{' '}
      <b className="font-mono">{connection.account ? formatAccountId(connection.account) : ''}</b>
      {connection.purpose === 'reports' && ', the AWS management account'}.
    </>
  );
}

function PressCreate() {
  return (
    <>
      Choose <b>Create stack</b>. AWS may show &quot;not authorized&quot; after that if you may not watch
      stacks: watch here instead.
    </>
  );
}

/** Values as they stand in the stack's parameters, each to copy. */
export function Parameters({ parameters }: { parameters: ConnectionView['stack']['parameters'] }) {
  return (
    <KeyValues
      look="stack"
      items={parameters.map(({ name, value }) => ({
        key: name,
        label: name,
        value: <CopyValue value={value} label={name} />,
      }))}
    />
  );
}

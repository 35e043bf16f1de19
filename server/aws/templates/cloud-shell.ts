import type { Json } from './document';
import { type TemplateKind, templates } from './publish';

/** The line that ends the template in the command; no line of JSON is like it. */
const END = 'END_OF_TEMPLATE';

/** AWS takes a template inside a request up to this many bytes. */
const LARGEST = 51_200;

/** The command that creates the stack from AWS CloudShell, template and values included. Throws when the template is too large. */
export function cloudShellCommand(stack: { stackName: string; template: string }): string {
  return [
    `aws cloudformation create-stack --region us-east-1 --stack-name ${stack.stackName} \\`,
    '  --capabilities CAPABILITY_NAMED_IAM \\',
    ...bodyLines(JSON.stringify(JSON.parse(stack.template))),
    '',
  ].join('\n');
}

/**
 * What `update-stack` is to do: `kept` are the parameters that the stack has, `changed` those that get another value. The
 * template comes along in any case: that of a stack which was made from a download allows the values of before alone.
 */
export interface StackChange {
  stackName: string;
  kind: TemplateKind;
  kept: readonly string[];
  changed: Readonly<Record<string, string>>;
}

/**
 * The command that updates the stack from AWS CloudShell. A value that stays is named as such, since AWS takes the default for one that
 * is left out; one that the stack does not have yet has only its default.
 */
export function updateCommand({ stackName, kind, kept, changed }: StackChange): string {
  const parameters = Object.keys(templates[kind].Parameters).flatMap<Json>((ParameterKey) => {
    const ParameterValue = changed[ParameterKey];
    if (ParameterValue !== undefined) return [{ ParameterKey, ParameterValue }];
    return kept.includes(ParameterKey) ? [{ ParameterKey, UsePreviousValue: true }] : [];
  });
  const head = [
    `aws cloudformation update-stack --region us-east-1 --stack-name ${stackName} \\`,
    `  --capabilities CAPABILITY_NAMED_IAM --parameters ${quoted(JSON.stringify(parameters))} \\`,
  ];
  return [...head, ...bodyLines(JSON.stringify(templates[kind])), ''].join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function bodyLines(body: string): string[] {
  if (Buffer.byteLength(body) > LARGEST) throw new Error('The template is too large for a request');
  return [`  --template-body "$(cat <<'${END}'`, body, END, ')"'];
}

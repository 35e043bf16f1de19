/** The line that ends the template in the command; no line of JSON is like it. */
const END = 'END_OF_TEMPLATE';

/** AWS takes a template inside a request up to this many bytes. */
const LARGEST = 51_200;

/** The command that creates the stack from AWS CloudShell, template and values included. Throws when the template is too large. */
export function cloudShellCommand(stack: { stackName: string; template: string }): string {
  const body = JSON.stringify(JSON.parse(stack.template));
  if (Buffer.byteLength(body) > LARGEST) throw new Error('The template is too large for a request');
  return [
    `aws cloudformation create-stack --region us-east-1 --stack-name ${stack.stackName} \\`,
    `  --capabilities CAPABILITY_NAMED_IAM --template-body "$(cat <<'${END}'`,
    body,
    END,
    ')"',
    '',
  ].join('\n');
}

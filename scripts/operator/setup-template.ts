import { writeFileSync } from 'node:fs';
import { templateText } from '@/server/aws/templates/document';
import { setupTemplate } from '@/server/aws/templates/setup-template';

/** Prints the template of the operator's own stack, or writes it to a file. */
export function printSetupTemplate(out: string | undefined): void {
  const text = templateText(setupTemplate);
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  writeFileSync(out, text);
  console.log(`${out} is the template of your own stack. Create it in us-east-1:

aws cloudformation deploy --region us-east-1 --stack-name tributary-operator --template-file ${out} \\
  --capabilities CAPABILITY_IAM --parameter-overrides AppService=ec2.amazonaws.com

Its outputs are the values of the environment; docs/operator.md goes on from there.`);
}

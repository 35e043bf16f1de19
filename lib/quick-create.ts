import { consoleBase } from '@/lib/aws-links';

/** The template must lie in S3 for CloudFormation, and its address may have 1,024 characters at most. */
const LONGEST_TEMPLATE_URL = 1024;

/**
 * The quick-create link: opens AWS's "create stack" page with template and parameters filled in, in us-east-1, where legacy reports
 * are made. Every value can still be edited there. Throws for a template address that CloudFormation would refuse.
 */
export function quickCreateUrl(link: {
  templateUrl: string;
  stackName: string;
  parameters: Readonly<Record<string, string>>;
  consoleUrl?: string | undefined;
}): string {
  if (link.templateUrl.length > LONGEST_TEMPLATE_URL)
    throw new Error('The address of the template is too long');
  const pairs = [
    ['templateURL', link.templateUrl],
    ['stackName', link.stackName],
    ...Object.entries(link.parameters).map(([name, value]) => [`param_${name}`, value]),
  ];
  const query = pairs.map(([name = '', value = '']) => `${name}=${encodeURIComponent(value)}`).join('&');
  const base = consoleBase('us-east-1', link.consoleUrl);
  return `${base}/cloudformation/home?region=us-east-1#/stacks/create/review?${query}`;
}

/** Where a template file is uploaded by hand. */
export function uploadTemplateUrl(consoleUrl?: string): string {
  return `${consoleBase('us-east-1', consoleUrl)}/cloudformation/home?region=us-east-1#/stacks/create`;
}

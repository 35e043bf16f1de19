import { templates } from './publish';

/** What the customer's StackSet is called in the commands; any name will do. */
export const STACK_SET = 'tributary-insights';

/** AWS names a stack of a StackSet so; ours is known by its IAM role then, and not by its name. */
export const NAME_IN_STACK_SET = /^StackSet-[A-Za-z0-9-]{1,119}$/;

/**
 * The values of the StackSet itself, which no account may end up with: an account whose overrides were forgotten is stopped by the
 * template's rule, before anything is made.
 */
const forgotten = {
  ExternalId: 'overridden-for-each-account-never-used-as-it-is',
  ExpectedAccountId: '000000000000',
  RoleName: 'tributary-insights-overridden',
  PolicyName: 'tributary-insights-overridden',
} as const;

interface StackSetOf {
  accountId: string;
  /** The parameters of the stack of this account. */
  values: Readonly<Record<string, string>>;
  /** The published template; null: the one that lies beside the command as a file. */
  templateUrl: string | null;
}

/**
 * Two commands of the AWS CLI: the StackSet, once, and the stack of this account in it, with its own values. Each account has its own
 * external ID, so each needs its own overrides.
 */
export function stackSetCommands({ accountId, values, templateUrl }: StackSetOf): string {
  const shared = { ...values, ...forgotten };
  const template =
    templateUrl === null ? '--template-body file://tributary-insights.json' : `--template-url ${templateUrl}`;
  return [
    '# Once: the StackSet. Its own values fit no account on purpose.',
    `aws cloudformation create-stack-set --region us-east-1 --stack-set-name ${STACK_SET} \\`,
    `  ${template} --capabilities CAPABILITY_NAMED_IAM \\`,
    `  --parameters ${quoted(parametersOf(shared))}`,
    '',
    `# For account ${accountId}: its stack, with its own values.`,
    `aws cloudformation create-stack-instances --region us-east-1 --stack-set-name ${STACK_SET} \\`,
    `  --accounts ${accountId} --regions us-east-1 \\`,
    `  --parameter-overrides ${quoted(parametersOf(values))}`,
    '',
  ].join('\n');
}

function parametersOf(values: Readonly<Record<string, string>>): string {
  const names = Object.keys(templates.insights.Parameters).filter((name) => values[name] !== undefined);
  return JSON.stringify(names.map((name) => ({ ParameterKey: name, ParameterValue: values[name] ?? '' })));
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

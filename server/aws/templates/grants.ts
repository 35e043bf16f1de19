import { z } from 'zod';
import type { Json, Template } from './document';
import { type TemplateKind, templates } from './publish';

/** A grant in one line: the action, a space, the resource. */
export type Grants = ReadonlySet<string>;

const Document = z.strictObject({
  Version: z.literal('2012-10-17'),
  Id: z.string().optional(),
  Statement: z.union([z.array(z.json()), z.json().transform((one) => [one])]),
});

const OneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const Allow = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal('Allow'),
  Action: OneOrMore,
  Resource: OneOrMore,
});

/** What a policy document allows; `others`: the statements that are no plain Allow of actions on resources, as AWS keeps them. */
export function grantsOf(document: unknown): { grants: Grants; others: string[] } {
  const parsed = Document.safeParse(document);
  if (!parsed.success) return { grants: new Set(), others: [JSON.stringify(document) ?? ''] };
  const grants = new Set<string>();
  const others: string[] = [];
  for (const statement of parsed.data.Statement) {
    const plain = Allow.safeParse(statement);
    if (!plain.success) others.push(JSON.stringify(statement));
    else
      for (const action of plain.data.Action)
        for (const on of plain.data.Resource) grants.add(`${action} ${on}`);
  }
  return { grants, others };
}

/** What the managed policy of our stack allows once CloudFormation has filled it in. */
export function expectedGrants(
  kind: TemplateKind,
  of: { values: Readonly<Record<string, string>>; accountId: string; stackName: string },
): Grants {
  const template: Template = templates[kind];
  const known: Record<string, string> = {
    ...Object.fromEntries(
      Object.entries(template.Parameters).map(([name, parameter]) => [name, parameter.Default ?? '']),
    ),
    ...of.values,
    'AWS::AccountId': of.accountId,
    'AWS::Region': 'us-east-1',
    'AWS::StackName': of.stackName,
  };
  const filled = fill(template.Resources.Policy?.Properties.PolicyDocument ?? null, {
    known,
    conditions: template.Conditions ?? {},
  });
  const { grants, others } = grantsOf(filled);
  if (others.length > 0) throw new Error(`The template ${kind} has a statement that cannot be compared`);
  return grants;
}

interface Filling {
  known: Readonly<Record<string, string>>;
  conditions: Readonly<Record<string, Json>>;
}

/** The few functions that our own templates use. Throws on any other. */
function fill(value: Json, by: Filling): Json {
  if (Array.isArray(value)) return value.map((one) => fill(one, by)).filter((one) => one !== NOTHING);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, inner] = ['', null], ...more] = Object.entries(value);
  if (more.length === 0 && name === 'Ref') return inner === 'AWS::NoValue' ? NOTHING : textOf(inner, by);
  if (more.length === 0 && name === 'Fn::Sub')
    return String(inner).replace(/\$\{([^}]+)\}/g, (_, key: string) => textOf(key, by));
  if (more.length === 0 && name === 'Fn::If' && Array.isArray(inner)) {
    const [condition = null, yes = null, no = null] = inner;
    return fill(holds(by.conditions[String(condition)] ?? null, by) ? yes : no, by);
  }
  if (name.startsWith('Fn::')) throw new Error(`${name} is not filled in here`);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one, by)]));
}

const NOTHING = '\u0000no value';

function holds(condition: Json, by: Filling): boolean {
  if (typeof condition !== 'object' || condition === null || Array.isArray(condition))
    throw new Error('A condition is missing');
  const [[name, inner] = ['', null]] = Object.entries(condition);
  if (!Array.isArray(inner)) throw new Error(`${name} is no condition that is used here`);
  const [a = null, b = null] = inner;
  if (name === 'Fn::Not') return !holds(a, by);
  if (name === 'Fn::Equals') return fill(a, by) === fill(b, by);
  throw new Error(`${name} is no condition that is used here`);
}

function textOf(name: Json, by: Filling): string {
  const value = by.known[String(name)];
  if (value === undefined) throw new Error(`${String(name)} has no value`);
  return value;
}

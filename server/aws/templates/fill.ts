import type { Json, Template, TemplateResource } from './document';
import { type TemplateKind, templates } from './publish';

/** The values of a stack's parameters, and where the stack is. */
export interface Filled {
  values: Readonly<Record<string, string>>;
  accountId: string;
  stackName: string;
}

/** The resources of a template as CloudFormation fills them in. Throws when a parameter has no value. */
export function filledTemplate(kind: TemplateKind, of: Filled): Record<string, TemplateResource> {
  const template: Template = templates[kind];
  const defaults = Object.entries(template.Parameters).map(([name, { Default = '' }]) => [name, Default]);
  const by: Filling = {
    conditions: template.Conditions ?? {},
    known: {
      ...Object.fromEntries(defaults),
      ...of.values,
      'AWS::AccountId': of.accountId,
      'AWS::Region': 'us-east-1',
      'AWS::StackName': of.stackName,
      // What Ref gives of a resource: its name.
      Role: of.values.RoleName ?? '',
      Bucket: of.values.BucketName ?? '',
    },
  };
  const made = Object.entries(template.Resources).filter(
    ([, { Condition }]) => Condition === undefined || holds(by.conditions[Condition] ?? null, by),
  );
  return Object.fromEntries(
    made.map(([id, resource]) => [id, { ...resource, Properties: fillAll(resource.Properties, by) }]),
  );
}

function fillAll(properties: { [key: string]: Json }, by: Filling): { [key: string]: Json } {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, fill(value, by)]));
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
  return fillAll(value, by);
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

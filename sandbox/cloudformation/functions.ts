import type { Json } from '@/sandbox/state';

/** Something that CloudFormation cannot make sense of while it works on a template. */
export class TemplateFault extends Error {}

/** What the functions of a template refer to. A name that is nobody's gives undefined. */
export type Scope = {
  /** Parameters and pseudo parameters, by name. */
  values: Record<string, Json>;
  condition: (name: string) => boolean;
  physicalId: (logicalId: string) => string | undefined;
  attribute: (logicalId: string, name: string) => string | undefined;
};

type Call = { name: string; argument: Json };

/** The value of AWS::NoValue: the property or the list's item that holds it is left out. */
const NO_VALUE = undefined;

const FUNCTIONS: Record<string, (argument: Json, scope: Scope) => Json | undefined> = {
  Ref: (argument, scope) => refer(text(argument, 'Ref'), scope),
  'Fn::Sub': substitute,
  'Fn::GetAtt': getAttribute,
  'Fn::If': choose,
  'Fn::Join': (argument, scope) => {
    const [separator, list] = pair(argument, 'Fn::Join');
    return texts(resolve(list, scope), 'Fn::Join').join(text(separator, 'Fn::Join'));
  },
  'Fn::Select': (argument, scope) => {
    const [index, list] = pair(argument, 'Fn::Select');
    const chosen = texts(resolve(list, scope), 'Fn::Select')[Number(resolve(index, scope))];
    if (chosen === undefined)
      throw new TemplateFault('Template error: Fn::Select cannot select nonexistent value');
    return chosen;
  },
  'Fn::Split': (argument, scope) => {
    const [separator, whole] = pair(argument, 'Fn::Split');
    return text(resolve(whole, scope), 'Fn::Split').split(text(separator, 'Fn::Split'));
  },
};

/** The value with every function worked out; undefined stands for AWS::NoValue. Throws TemplateFault for an unknown function. */
export function resolve(value: Json, scope: Scope): Json | undefined {
  if (Array.isArray(value))
    return value.map((item) => resolve(item, scope)).filter((item) => item !== NO_VALUE);
  if (typeof value !== 'object' || value === null) return value;
  const call = callOf(value);
  if (call) {
    const run = FUNCTIONS[call.name];
    if (!run) throw new TemplateFault(`Template error: unresolved function ${call.name}`);
    return run(call.argument, scope);
  }
  const entries = Object.entries(value).flatMap(([key, item]): [string, Json][] => {
    const worked = resolve(item, scope);
    return worked === NO_VALUE ? [] : [[key, worked]];
  });
  return Object.fromEntries(entries);
}

/** The names that a value refers to by Ref, Fn::GetAtt and Fn::Sub: parameters, pseudo parameters and resources alike. */
export function references(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  const call = callOf(value);
  if (call?.name === 'Ref') return [text(call.argument, 'Ref')];
  if (call?.name === 'Fn::GetAtt') return [attributeOf(call.argument)[0]];
  if (call?.name === 'Fn::Sub') {
    const { template, variables } = substitution(call.argument);
    const names = [...template.matchAll(VARIABLE)].map((match) => (match[1] ?? '').split('.')[0] ?? '');
    return [...names.filter((name) => !Object.hasOwn(variables, name)), ...references(variables)];
  }
  return Object.values(value).flatMap(references);
}

/** The one function that an object stands for; a function beside other keys is refused. */
export function callOf(value: { [key: string]: Json }): Call | null {
  const names = Object.keys(value);
  const name = names.find((one) => one === 'Ref' || one.startsWith('Fn::'));
  if (name === undefined) return null;
  if (names.length > 1)
    throw new TemplateFault(`Template format error: ${name} must stand alone in its object`);
  return { name, argument: value[name] ?? null };
}

export function text(value: Json | undefined, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TemplateFault(`Template error: every ${where} object must have a string where a string is due`);
}

export function pair(value: Json, where: string): [Json, Json] {
  if (!Array.isArray(value) || value.length !== 2) {
    throw new TemplateFault(`Template error: ${where} requires a list argument with two values`);
  }
  return [value[0] ?? null, value[1] ?? null];
}

function texts(value: Json | undefined, where: string): string[] {
  if (!Array.isArray(value)) throw new TemplateFault(`Template error: ${where} requires a list`);
  return value.map((item) => text(item, where));
}

function refer(name: string, scope: Scope): Json | undefined {
  if (name === 'AWS::NoValue') return NO_VALUE;
  const value = Object.hasOwn(scope.values, name) ? scope.values[name] : scope.physicalId(name);
  if (value === undefined)
    throw new TemplateFault(`Template error: instance of Ref references undefined ${name}`);
  return value;
}

function choose(argument: Json, scope: Scope): Json | undefined {
  if (!Array.isArray(argument) || argument.length !== 3) {
    throw new TemplateFault('Template error: Fn::If requires a list argument with three values');
  }
  const [name, yes, no] = argument;
  return resolve((scope.condition(text(name, 'Fn::If')) ? yes : no) ?? null, scope);
}

function getAttribute(argument: Json, scope: Scope): Json {
  const [id, name] = attributeOf(argument);
  const value = scope.attribute(id, name);
  if (value === undefined) {
    throw new TemplateFault(
      `Template error: instance of Fn::GetAtt references undefined resource ${id} or attribute ${name}`,
    );
  }
  return value;
}

/** Both spellings: ["Role", "Arn"] and "Role.Arn". */
function attributeOf(argument: Json): [string, string] {
  if (typeof argument !== 'string') {
    const [id, name] = pair(argument, 'Fn::GetAtt');
    return [text(id, 'Fn::GetAtt'), text(name, 'Fn::GetAtt')];
  }
  const dot = argument.indexOf('.');
  return [argument.slice(0, Math.max(dot, 0)), argument.slice(dot + 1)];
}

/** ${Name}, but not ${!Name}, which is written out as ${Name}. */
const VARIABLE = /\$\{([^!}][^}]*)\}/g;

function substitute(argument: Json, scope: Scope): string {
  const { template, variables } = substitution(argument);
  const filled = template.replace(VARIABLE, (_, name: string) => {
    if (Object.hasOwn(variables, name)) return text(resolve(variables[name] ?? null, scope), 'Fn::Sub');
    const dot = name.indexOf('.');
    if (dot < 0) return text(refer(name, scope), 'Fn::Sub');
    return text(getAttribute([name.slice(0, dot), name.slice(dot + 1)], scope), 'Fn::Sub');
  });
  return filled.replaceAll('${!', '${');
}

function substitution(argument: Json): { template: string; variables: { [key: string]: Json } } {
  if (typeof argument === 'string') return { template: argument, variables: {} };
  const [template, variables] = pair(argument, 'Fn::Sub');
  if (typeof variables !== 'object' || variables === null || Array.isArray(variables)) {
    throw new TemplateFault('Template error: Fn::Sub takes a string, or a string and a map');
  }
  return { template: text(template, 'Fn::Sub'), variables };
}

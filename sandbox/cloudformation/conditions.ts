import { callOf, pair, resolve, type Scope, TemplateFault, text } from '@/sandbox/cloudformation/functions';
import type { Template } from '@/sandbox/cloudformation/template';
import type { Json } from '@/sandbox/state';

type Values = Scope['values'];

/** Whether a condition of the template holds. Throws TemplateFault for one that does not exist or refers to itself. */
export function conditionsOf(template: Template, values: Values): (name: string) => boolean {
  const known = new Map<string, boolean>();
  const open = new Set<string>();
  const holds = (name: string): boolean => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const expression = template.Conditions[name];
    if (expression === undefined)
      throw new TemplateFault(`Template format error: Unresolved condition dependency ${name}`);
    if (open.has(name))
      throw new TemplateFault(`Template format error: Circular dependency of condition ${name}`);
    open.add(name);
    const result = holdsExpression(expression, { values, holds });
    open.delete(name);
    known.set(name, result);
    return result;
  };
  return holds;
}

/**
 * Checks the template's Rules against the parameters, as CreateStack does before it begins. Gives the sentence of each
 * assertion that fails; a rule whose RuleCondition does not hold asserts nothing.
 */
export function failedAssertions(template: Template, values: Values): string[] {
  const context = { values, holds: noConditions };
  return Object.entries(template.Rules).flatMap(([name, rule]) => {
    if (rule.RuleCondition !== undefined && !holdsExpression(rule.RuleCondition, context)) return [];
    return rule.Assertions.filter((one) => !holdsExpression(one.Assert, context)).map(
      (one) => one.AssertDescription ?? `Rule ${name} failed`,
    );
  });
}

type Context = { values: Values; holds: (name: string) => boolean };

/** Conditions and assertions know parameters and pseudo parameters only. */
function holdsExpression(expression: Json, context: Context): boolean {
  if (typeof expression !== 'object' || expression === null || Array.isArray(expression)) {
    throw new TemplateFault('Template format error: a condition must be a function');
  }
  if (typeof expression.Condition === 'string' && Object.keys(expression).length === 1) {
    return context.holds(expression.Condition);
  }
  const call = callOf(expression);
  const run = call && CONDITIONS[call.name];
  if (!call || !run) {
    throw new TemplateFault(
      `Template format error: Unknown condition function ${call?.name ?? JSON.stringify(expression)}`,
    );
  }
  return run(call.argument, context);
}

const CONDITIONS: Record<string, (argument: Json, context: Context) => boolean> = {
  'Fn::Equals': (argument, context) => {
    const [left, right] = pair(argument, 'Fn::Equals');
    return value(left, context) === value(right, context);
  },
  'Fn::Contains': (argument, context) => {
    const [list, wanted] = pair(argument, 'Fn::Contains');
    if (!Array.isArray(list)) throw new TemplateFault('Template error: Fn::Contains requires a list');
    return list.some((item) => value(item, context) === value(wanted, context));
  },
  'Fn::Not': (argument, context) => {
    const [inner, ...rest] = Array.isArray(argument) ? argument : [];
    if (inner === undefined || rest.length > 0)
      throw new TemplateFault('Template error: Fn::Not requires one condition');
    return !holdsExpression(inner, context);
  },
  'Fn::And': (argument, context) => many(argument, 'Fn::And').every((one) => holdsExpression(one, context)),
  'Fn::Or': (argument, context) => many(argument, 'Fn::Or').some((one) => holdsExpression(one, context)),
};

/** Fn::And and Fn::Or take 2 to 10 conditions. */
function many(argument: Json, where: string): Json[] {
  if (!Array.isArray(argument) || argument.length < 2 || argument.length > 10) {
    throw new TemplateFault(`Template error: ${where} requires 2 to 10 conditions`);
  }
  return argument;
}

function value(argument: Json, { values, holds }: Context): string {
  const scope: Scope = { values, condition: holds, physicalId: () => undefined, attribute: () => undefined };
  return text(resolve(argument, scope), 'condition');
}

function noConditions(name: string): boolean {
  throw new TemplateFault(`Template format error: Rules cannot use the condition ${name}`);
}

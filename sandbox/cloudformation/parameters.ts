import { invalid, type Template, type TemplateParameter } from '@/sandbox/cloudformation/template';
import type { Json } from '@/sandbox/state';

/** AWS's quota for the value of a parameter, in bytes. */
const LONGEST = 4096;

/**
 * The value of every parameter: given, else its default. Throws ValidationError for one that the template does not
 * have, one without a value and one that breaks a constraint, in AWS's words.
 */
export function parameterValues(template: Template, given: Record<string, string>): Record<string, string> {
  const foreign = Object.keys(given).filter((name) => !Object.hasOwn(template.Parameters, name));
  if (foreign.length > 0) throw invalid(`Parameters: [${foreign.join(', ')}] do not exist in the template`);
  const values: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, parameter] of Object.entries(template.Parameters)) {
    const value = given[name] ?? parameter.Default;
    if (value === undefined) missing.push(name);
    else values[name] = String(value);
  }
  if (missing.length > 0) throw invalid(`Parameters: [${missing.join(', ')}] must have values`);
  for (const [name, value] of Object.entries(values)) {
    const parameter = template.Parameters[name];
    const problem = parameter && problemOf(parameter, value);
    if (problem)
      throw invalid(
        `Parameter ${name} failed to satisfy constraint: ${parameter.ConstraintDescription ?? problem}`,
      );
  }
  return values;
}

/** What Ref gives: a list for CommaDelimitedList, text otherwise. */
export function referredValue(parameter: TemplateParameter, value: string): Json {
  if (parameter.Type !== 'CommaDelimitedList') return value;
  return value.split(',').map((item) => item.trim());
}

function problemOf(parameter: TemplateParameter, value: string): string | null {
  const { AllowedPattern, AllowedValues, MinLength, MaxLength, MinValue, MaxValue } = parameter;
  if (Buffer.byteLength(value) > LONGEST) return `Member must have length less than or equal to ${LONGEST}`;
  if (AllowedValues && !AllowedValues.map(String).includes(value)) {
    return `Parameter must be one of AllowedValues: [${AllowedValues.join(', ')}]`;
  }
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(value)) {
    return `Parameter must match pattern ${AllowedPattern}`;
  }
  if (MinLength !== undefined && value.length < MinLength)
    return `Parameter must contain at least ${MinLength} characters`;
  if (MaxLength !== undefined && value.length > MaxLength)
    return `Parameter must contain at most ${MaxLength} characters`;
  if (parameter.Type !== 'Number') return null;
  const number = Number(value);
  if (value.trim() === '' || Number.isNaN(number)) return 'Parameter must be a number';
  if (MinValue !== undefined && number < MinValue)
    return `Parameter must be a number not less than ${MinValue}`;
  if (MaxValue !== undefined && number > MaxValue)
    return `Parameter must be a number not greater than ${MaxValue}`;
  return null;
}

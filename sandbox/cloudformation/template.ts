import { z } from 'zod';
import { references, TemplateFault } from '@/sandbox/cloudformation/functions';
import { AwsFault } from '@/sandbox/fault';
import type { Json } from '@/sandbox/state';

const JsonValue: z.ZodType<Json> = z.json();
const LogicalId = z.string().regex(/^[A-Za-z0-9]{1,255}$/, 'must be alphanumeric');
const Scalar = z.union([z.string(), z.number()]);

const Parameter = z.strictObject({
  Type: z.enum(['String', 'Number', 'CommaDelimitedList']),
  Default: Scalar.optional(),
  Description: z.string().max(4000).optional(),
  AllowedPattern: z.string().optional(),
  AllowedValues: z.array(Scalar).optional(),
  MinLength: z.coerce.number().optional(),
  MaxLength: z.coerce.number().optional(),
  MinValue: z.coerce.number().optional(),
  MaxValue: z.coerce.number().optional(),
  NoEcho: z.union([z.boolean(), z.enum(['true', 'false'])]).optional(),
  ConstraintDescription: z.string().optional(),
});

const Rule = z.strictObject({
  RuleCondition: JsonValue.optional(),
  Assertions: z.array(z.strictObject({ Assert: JsonValue, AssertDescription: z.string().optional() })).min(1),
});

const Resource = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), JsonValue).default({}),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
  Condition: z.string().optional(),
  DeletionPolicy: z.enum(['Delete', 'Retain', 'RetainExceptOnCreate']).default('Delete'),
  UpdateReplacePolicy: z.enum(['Delete', 'Retain']).optional(),
  Metadata: JsonValue.optional(),
});

const Output = z.strictObject({
  Value: JsonValue,
  Description: z.string().optional(),
  Condition: z.string().optional(),
});

/** The sections that the engine knows. Mappings, Transform and nested exports are refused, not passed over. */
const TemplateShape = z.strictObject({
  AWSTemplateFormatVersion: z.literal('2010-09-09').optional(),
  Description: z.string().max(1024).default(''),
  Metadata: JsonValue.optional(),
  Parameters: z.record(LogicalId, Parameter).default({}),
  Rules: z.record(LogicalId, Rule).default({}),
  Conditions: z.record(LogicalId, JsonValue).default({}),
  Resources: z.record(LogicalId, Resource),
  Outputs: z.record(LogicalId, Output).default({}),
});

export type Template = z.output<typeof TemplateShape>;
export type TemplateParameter = z.output<typeof Parameter>;
export type TemplateResource = z.output<typeof Resource>;

/** AWS's quotas for a template. */
const MOST = { Parameters: 200, Resources: 500, Outputs: 200 } as const;

export const INLINE_BYTES = 51_200;
export const S3_BYTES = 1_000_000;

export const PSEUDO_PARAMETERS = [
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
];

/** Reads a JSON template. Throws ValidationError as CloudFormation does when the template itself is wrong. */
export function parseTemplate(body: string): Template {
  const parsed = TemplateShape.safeParse(readJson(body));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(`Template format error: ${issue?.path.join('/') || 'template'}: ${issue?.message}`);
  }
  const template = parsed.data;
  for (const [section, most] of [
    ['Parameters', MOST.Parameters],
    ['Resources', MOST.Resources],
    ['Outputs', MOST.Outputs],
  ] as const) {
    if (Object.keys(template[section]).length > most) {
      throw invalid(
        `Template format error: Number of ${section.toLowerCase()} is greater than maximum allowed ${most}`,
      );
    }
  }
  if (Object.keys(template.Resources).length === 0) {
    throw invalid('Template format error: At least one Resources member must be defined.');
  }
  checkReferences(template);
  return template;
}

/** The logical IDs in an order in which each comes after all that it needs. Throws ValidationError on a circle. */
export function creationOrder(template: Template): string[] {
  const order: string[] = [];
  const open = new Set<string>();
  const visit = (id: string): void => {
    if (order.includes(id)) return;
    if (open.has(id))
      throw invalid(
        `Template validation error: Circular dependency between resources: [${[...open].join(', ')}]`,
      );
    open.add(id);
    for (const needed of needs(template, id)) visit(needed);
    open.delete(id);
    order.push(id);
  };
  for (const id of Object.keys(template.Resources)) visit(id);
  return order;
}

export function invalid(message: string): AwsFault {
  return new AwsFault('ValidationError', { status: 400, message });
}

/** The logical IDs that a resource depends on, by DependsOn and by what its properties refer to. */
export function needs(template: Template, id: string): string[] {
  const resource = template.Resources[id];
  if (!resource) return [];
  const named = [resource.DependsOn ?? []].flat();
  return [...named, ...references(resource.Properties)].filter((name) =>
    Object.hasOwn(template.Resources, name),
  );
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw invalid('Template format error: JSON not well-formed. The sandbox reads templates in JSON only.');
  }
}

function checkReferences(template: Template): void {
  const known = new Set([
    ...PSEUDO_PARAMETERS,
    ...Object.keys(template.Parameters),
    ...Object.keys(template.Resources),
  ]);
  const unknown = (values: Json[]) =>
    [...new Set(values.flatMap(references))].filter((name) => !known.has(name));
  try {
    const resources = Object.values(template.Resources);
    const missing = unknown(resources.map((resource) => resource.Properties));
    const absent = resources
      .flatMap((one) => [one.DependsOn ?? []].flat())
      .filter((id) => !Object.hasOwn(template.Resources, id));
    const lost = [...new Set([...missing, ...absent])];
    if (lost.length > 0) {
      throw invalid(
        `Template format error: Unresolved resource dependencies [${lost.join(', ')}] in the Resources block of the template`,
      );
    }
    const outputs = unknown(Object.values(template.Outputs).map((output) => output.Value));
    if (outputs.length > 0) {
      throw invalid(
        `Template format error: Unresolved resource dependencies [${outputs.join(', ')}] in the Outputs block of the template`,
      );
    }
  } catch (error) {
    throw error instanceof TemplateFault ? invalid(error.message) : error;
  }
}

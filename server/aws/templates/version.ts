import { createHash } from 'node:crypto';
import type { Json, Template } from './document';

/** The output in which a stack says which version of its template it was created or updated from. */
export const VERSION_OUTPUT = 'TemplateVersion';

/** As `templateVersion` makes it. */
export const TEMPLATE_VERSION = /^[0-9a-f]{12}$/;

/** Words for people: a stack whose template says the same in other words does the same. */
const words: readonly string[] = ['Description', 'AssertDescription'];

/**
 * A short hash of what a template does: its rules, conditions and resources, and which parameters it has with which defaults. What it
 * says to people, and the order in which it is written, are not among it.
 */
export function templateVersion(template: Template): string {
  const { Rules, Conditions = {}, Resources } = template;
  const parameters = Object.entries(template.Parameters).map(([name, { Default = null }]) => [name, Default]);
  const does = JSON.stringify([Rules, Conditions, Resources, Object.fromEntries(parameters)], inOrder);
  return createHash('sha256').update(does).digest('hex').slice(0, 12);
}

function inOrder(_: string, value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !words.includes(key));
  return Object.fromEntries(kept.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The template with its version among its outputs, which DescribeStacks shows: no further permission is needed to read it. */
export function versioned(template: Template): Template {
  const Value = templateVersion(template);
  const version = { [VERSION_OUTPUT]: { Description: 'Version of the template', Value } };
  return { ...template, Outputs: { ...template.Outputs, ...version } };
}

import { createHash } from 'node:crypto';
import type { ConnectionPurpose } from '@/server/db/tables';
import { type Template, templateText } from './document';
import { insightsTemplate } from './insights-template';
import { reportsTemplate } from './reports-template';

export const templates = {
  reports: reportsTemplate,
  insights: insightsTemplate,
} satisfies Record<ConnectionPurpose, Template>;

/**
 * The file that a template is published as. Its name holds the hash of its content, so a link never reaches a template that
 * differs from the one that this version of Tributary knows.
 */
export function publishedTemplate(purpose: ConnectionPurpose): { fileName: string; text: string } {
  const text = templateText(templates[purpose]);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return { fileName: `tributary-${purpose}-${hash}.json`, text };
}

/** The template with every value baked in: each parameter has one allowed value, which is also its default. */
export function bakedTemplate(purpose: ConnectionPurpose, values: Readonly<Record<string, string>>): string {
  const template = templates[purpose];
  const parameters = Object.entries(template.Parameters).map(([name, parameter]) => {
    const { AllowedPattern: _, MinLength: __, ConstraintDescription: ___, ...rest } = parameter;
    const value = values[name] ?? parameter.Default;
    if (value === undefined) throw new Error(`The template's parameter ${name} has no value`);
    return [name, { ...rest, Default: value, AllowedValues: [value] }] as const;
  });
  return templateText({ ...template, Parameters: Object.fromEntries(parameters) });
}

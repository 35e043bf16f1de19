import { createHash } from 'node:crypto';
import type { ConnectionRow } from '@/server/db/tables';
import { createdReportTemplate } from './created-report-template';
import { type Template, templateText } from './document';
import { insightsTemplate } from './insights-template';
import { reportsTemplate } from './reports-template';
import { versioned } from './version';

export const templates = {
  reports: versioned(reportsTemplate),
  'created-report': versioned(createdReportTemplate),
  insights: versioned(insightsTemplate),
} satisfies Record<string, Template>;

export type TemplateKind = keyof typeof templates;

export const templateKinds = Object.keys(templates) as TemplateKind[];

/** The template that the stack of a connection is created from. */
export function templateKindOf(connection: Pick<ConnectionRow, 'purpose' | 'report_by'>): TemplateKind {
  if (connection.purpose === 'insights') return 'insights';
  return connection.report_by === 'stack' ? 'created-report' : 'reports';
}

/**
 * The file that a template is published as. Its name holds the hash of its content, so a link never reaches a template that
 * differs from the one that this version of Tributary knows.
 */
export function publishedTemplate(kind: TemplateKind): { fileName: string; text: string } {
  const text = templateText(templates[kind]);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return { fileName: `tributary-${kind}-${hash}.json`, text };
}

/**
 * The template with every value baked in: each parameter has one allowed value, which is also its default. `boundary`: the ARN of the
 * permissions boundary of the IAM role; the published templates have none, since it needs a further permission.
 */
export function bakedTemplate(
  kind: TemplateKind,
  values: Readonly<Record<string, string>>,
  boundary?: string,
): string {
  const template = withBoundary(templates[kind], boundary);
  const parameters = Object.entries(template.Parameters).map(([name, parameter]) => {
    const { AllowedPattern: _, MinLength: __, ConstraintDescription: ___, ...rest } = parameter;
    const value = values[name] ?? parameter.Default;
    if (value === undefined) throw new Error(`The template's parameter ${name} has no value`);
    return [name, { ...rest, Default: value, AllowedValues: [value] }] as const;
  });
  return templateText({ ...template, Parameters: Object.fromEntries(parameters) });
}

function withBoundary(template: Template, boundary: string | undefined): Template {
  const { Role } = template.Resources;
  if (boundary === undefined || Role === undefined) return template;
  const bounded = { ...Role, Properties: { ...Role.Properties, PermissionsBoundary: boundary } };
  return { ...template, Resources: { ...template.Resources, Role: bounded } };
}

/** What our templates consist of; values may be CloudFormation's functions. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export interface TemplateParameter {
  Type: 'String';
  Description: string;
  Default?: string;
  AllowedPattern?: string;
  AllowedValues?: readonly string[];
  ConstraintDescription?: string;
  MinLength?: number;
}

export interface TemplateResource {
  Type: string;
  Properties: { [key: string]: Json };
  DependsOn?: string[];
  /** Made only when this condition of the template holds. */
  Condition?: string;
  DeletionPolicy?: 'Retain' | 'RetainExceptOnCreate';
  UpdateReplacePolicy?: 'Retain';
}

export interface Template {
  AWSTemplateFormatVersion: '2010-09-09';
  Description: string;
  Metadata?: Json;
  Parameters: Record<string, TemplateParameter>;
  Rules: Record<string, Json>;
  Conditions?: Record<string, Json>;
  Resources: Record<string, TemplateResource>;
  Outputs: Record<string, Json>;
}

export const ref = (name: string): Json => ({ Ref: name });
/** Fn::Sub, with <Name> for a placeholder: a dollar and braces in a plain string look like a forgotten template string. */
export const sub = (text: string): Json => ({ 'Fn::Sub': text.replace(/<([^>]+)>/g, '$${$1}') });
export const equals = (a: Json, b: Json): Json => ({ 'Fn::Equals': [a, b] });
export const not = (condition: Json): Json => ({ 'Fn::Not': [condition] });

/** As it is served, downloaded and hashed: two spaces, a line feed at the end. */
export function templateText(template: Template): string {
  return `${JSON.stringify(template, null, 2)}\n`;
}

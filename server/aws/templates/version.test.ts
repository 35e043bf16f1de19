import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Template } from './document';
import { bakedTemplate, templateKinds, templates } from './publish';
import { TEMPLATE_VERSION, templateVersion } from './version';

const Outputs = z.object({ TemplateVersion: z.object({ Value: z.string().regex(TEMPLATE_VERSION) }) });
const copyOf = (template: Template): Template => structuredClone(template);

describe.each(templateKinds)('the version of the template for %s', (kind) => {
  const template = templates[kind];
  const version = templateVersion(template);

  test('stands among the outputs, also of the file with its values baked in', () => {
    expect(Outputs.parse(template.Outputs).TemplateVersion.Value).toBe(version);
    const values = Object.fromEntries(Object.keys(template.Parameters).map((name) => [name, 'x']));
    const baked = z.object({ Outputs }).parse(JSON.parse(bakedTemplate(kind, values)));
    expect(baked.Outputs.TemplateVersion.Value).toBe(version);
  });

  test.each<[string, (changed: Template) => void]>([
    [
      'a permission',
      ({ Resources }) => Object.assign(Resources.Policy?.Properties ?? {}, { PolicyDocument: {} }),
    ],
    [
      'the length of a session',
      ({ Resources }) => Object.assign(Resources.Role?.Properties ?? {}, { MaxSessionDuration: 7200 }),
    ],
    ['a rule', ({ Rules }) => Object.assign(Rules, { Another: { Assertions: [] } })],
    [
      'a condition',
      (changed) => Object.assign(changed, { Conditions: { Another: { 'Fn::Equals': ['a', 'b'] } } }),
    ],
    [
      'a parameter',
      ({ Parameters }) => Object.assign(Parameters, { Another: { Type: 'String', Description: '' } }),
    ],
    ['a default', ({ Parameters }) => Object.assign(Parameters.RoleName ?? {}, { Default: 'x' })],
    ['one resource fewer', ({ Resources }) => delete Resources.Done],
  ])('changes with %s', (_, change) => {
    const changed = copyOf(template);
    change(changed);
    expect(templateVersion(changed)).not.toBe(version);
  });

  test.each<[string, (changed: Template) => void]>([
    ['its description', (changed) => Object.assign(changed, { Description: 'x', Metadata: { x: 'y' } })],
    [
      'the description of its role',
      ({ Resources }) => Object.assign(Resources.Role?.Properties ?? {}, { Description: 'x' }),
    ],
    [
      'the words of a rule',
      ({ Rules }) =>
        Object.assign(Rules, JSON.parse(JSON.stringify(Rules).replace('This is not', 'It is not'))),
    ],
    [
      'the words of a parameter',
      ({ Parameters }) => Object.assign(Parameters.RoleName ?? {}, { Description: 'x' }),
    ],
    ['its outputs', (changed) => Object.assign(changed, { Outputs: {} })],
    [
      'the order in which it is written',
      (changed) =>
        Object.assign(changed, {
          Resources: Object.fromEntries(Object.entries(changed.Resources).toReversed()),
        }),
    ],
  ])('does not change with %s', (_, change) => {
    const changed = copyOf(template);
    change(changed);
    expect(templateVersion(changed)).toBe(version);
  });
});

/** CloudFormation replaces a managed policy for these, and cannot replace one that has a name: no stack could be updated any more. */
test('what no update can change is as it was in the first stack', () => {
  const fixed = templateKinds.map((kind) => {
    const { Description, ManagedPolicyName, Path } = templates[kind].Resources.Policy?.Properties ?? {};
    expect({ ManagedPolicyName, Path }).toEqual({
      ManagedPolicyName: { Ref: 'PolicyName' },
      Path: undefined,
    });
    expect(templates[kind].Resources.Role?.Properties).toMatchObject({ RoleName: { Ref: 'RoleName' } });
    expect(templates[kind].Resources.Role?.Properties.Path).toBeUndefined();
    return Description;
  });
  expect(fixed).toEqual([
    'What Tributary may do: find and read reports in one bucket, and see its own stack and role',
    'What Tributary may do: find and read reports in one bucket, and see its own stack and role',
    'What Tributary may do: read the insights that are switched on, and see its own stack and role',
  ]);
});

test('each template has its own', () => {
  expect(new Set(templateKinds.map((kind) => templateVersion(templates[kind]))).size).toBe(
    templateKinds.length,
  );
});

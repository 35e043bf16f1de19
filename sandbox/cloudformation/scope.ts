import { conditionsOf } from '@/sandbox/cloudformation/conditions';
import type { Scope } from '@/sandbox/cloudformation/functions';
import { referredValue } from '@/sandbox/cloudformation/parameters';
import { isStanding, resourceNamed } from '@/sandbox/cloudformation/record';
import type { Template } from '@/sandbox/cloudformation/template';
import type { Json, Stack } from '@/sandbox/state';

/** The values that Ref knows before any resource stands: parameters and pseudo parameters. */
export function scopeValues(
  template: Template,
  stack: Pick<Stack, 'parameters' | 'accountId' | 'region' | 'name' | 'id'>,
): Record<string, Json> {
  const parameters = stack.parameters.flatMap(({ key, value }): [string, Json][] => {
    const parameter = template.Parameters[key];
    return parameter ? [[key, referredValue(parameter, value)]] : [];
  });
  return {
    'AWS::AccountId': stack.accountId,
    'AWS::NotificationARNs': [],
    'AWS::Partition': 'aws',
    'AWS::Region': stack.region,
    'AWS::StackId': stack.id,
    'AWS::StackName': stack.name,
    'AWS::URLSuffix': 'amazonaws.com',
    ...Object.fromEntries(parameters),
  };
}

/** What the functions of a stack's template refer to: parameters, and the resources that stand. */
export function scopeOf(template: Template, stack: Stack): Scope {
  const values = scopeValues(template, stack);
  const found = (id: string) => {
    const resource = resourceNamed(stack, id);
    return resource && isStanding(resource) ? resource : undefined;
  };
  return {
    values,
    condition: conditionsOf(template, values),
    physicalId: (id) => found(id)?.physicalId,
    attribute: (id, name) => {
      const { attributes = {} } = found(id) ?? {};
      return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    },
  };
}

import { accessDenied } from '@/sandbox/api/call';
import { conditionsOf, failedAssertions } from '@/sandbox/cloudformation/conditions';
import { TemplateFault } from '@/sandbox/cloudformation/functions';
import { capabilityOf } from '@/sandbox/cloudformation/resources/registry';
import { scopeValues } from '@/sandbox/cloudformation/scope';
import {
  creationOrder,
  INLINE_BYTES,
  invalid,
  S3_BYTES,
  type Template,
} from '@/sandbox/cloudformation/template';
import type { CreateStackInput } from '@/sandbox/engine-port';
import { AwsFault } from '@/sandbox/fault';
import { readTemplateUrl } from '@/sandbox/services/template-url';
import type { Principal, Stack } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/** The text of a template that is given or lies in a bucket. Throws ValidationError when it is neither, both or too long. */
export async function readBody(
  world: World,
  { templateBody, templateUrl }: Pick<CreateStackInput, 'templateBody' | 'templateUrl'>,
): Promise<string> {
  if ((templateBody === undefined) === (templateUrl === undefined)) {
    throw invalid('Either Template URL or Template Body must be specified.');
  }
  const body = templateBody ?? (await readTemplateUrl(world, templateUrl ?? ''));
  const most = templateBody === undefined ? S3_BYTES : INLINE_BYTES;
  if (Buffer.byteLength(body) > most) {
    throw invalid(
      `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${most}`,
    );
  }
  return body;
}

/** What a stack with these values would consist of, each after all that it needs. Throws where a rule fails or a condition is wrong. */
export function orderOf(template: Template, stack: Stack): string[] {
  checkRules(template, stack);
  return creationOrder(template).filter(existsIn(template, stack));
}

export function checkCapabilities(template: Template, given: string[]): void {
  const needed = capabilityOf(Object.values(template.Resources));
  if (needed === null || given.includes(needed) || given.includes('CAPABILITY_NAMED_IAM')) return;
  throw new AwsFault('InsufficientCapabilitiesException', {
    status: 400,
    message: `Requires capabilities : [${needed}]`,
  });
}

function checkRules(template: Template, stack: Stack): void {
  const failed = orInvalid(() => failedAssertions(template, scopeValues(template, stack)));
  if (failed.length > 0) throw invalid(`Template validation error: ${failed.join(' ')}`);
}

/** Whether a resource's condition holds. Every condition is worked out first, so that an unknown function is refused at once. */
function existsIn(template: Template, stack: Stack): (id: string) => boolean {
  const holds = conditionsOf(template, scopeValues(template, stack));
  orInvalid(() => Object.keys(template.Conditions).map(holds));
  return (id) => {
    const name = template.Resources[id]?.Condition;
    return name === undefined || orInvalid(() => holds(name));
  };
}

function orInvalid<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof TemplateFault ? invalid(error.message) : error;
  }
}

export function isNoEcho(value: boolean | string | undefined): boolean {
  return value === true || value === 'true';
}

export function requireAllowed(
  world: World,
  request: { principal: Principal; action: string; resource: string },
): void {
  const { principal, action, resource } = request;
  const { allowed, reason } = world.authorizeBackstage(principal, { action, resource });
  if (!allowed) throw accessDenied(principal, { action, resource, reason });
}

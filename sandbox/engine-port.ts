import type { Principal, Stack } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/**
 * What the server needs of the CloudFormation engine (sandbox/cloudformation/engine.ts exports these functions).
 * `createStack` checks the caller's cloudformation:CreateStack, records the stack as CREATE_IN_PROGRESS and
 * returns; `advance` moves every unfinished stack to where it is at world.now() and is called before each
 * request, so that nothing hangs on a timer and a restart goes on where it was. Both throw AwsFault.
 */
export type StackEngine = {
  createStack(world: World, input: CreateStackInput): Stack | Promise<Stack>;
  updateStack(world: World, input: UpdateStackInput): void | Promise<void>;
  deleteStack(
    world: World,
    input: { stack: Stack; principal: CreateStackInput['principal'] },
  ): void | Promise<void>;
  advance(world: World): void;
  summarize(templateBody: string): TemplateSummary;
};

export type TemplateSummary = {
  description: string;
  parameters: {
    key: string;
    type: string;
    defaultValue: string | null;
    description: string;
    noEcho: boolean;
    allowedValues: string[];
  }[];
  resourceTypes: string[];
  capabilities: string[];
};

export type UpdateStackInput = {
  stack: Stack;
  principal: Principal;
  /** With neither the template stays as it is. */
  templateBody?: string;
  templateUrl?: string;
  /** A parameter that is not named keeps its value. */
  parameters: Record<string, string>;
  capabilities: string[];
};

export type CreateStackInput = {
  principal: Principal;
  accountId: string;
  region: string;
  stackName: string;
  templateBody?: string;
  templateUrl?: string;
  parameters: Record<string, string>;
  capabilities: string[];
};

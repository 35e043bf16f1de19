import { z } from 'zod';
import { ensureAccount } from '@/sandbox/accounts';
import { type Stand, verb } from '@/sandbox/control/verb';
import type { RecordedCall } from '@/sandbox/recorded-calls';
import { seedWorld } from '@/sandbox/seed-world';
import type { Stack } from '@/sandbox/state';
import { emptyWorld } from '@/sandbox/world';

const AccountId = z.string().regex(/^\d{12}$/);

const NewStack = z.strictObject({
  accountId: AccountId,
  /** The console user whose permissions count. */
  userName: z.string().default('admin'),
  region: z.string().default('us-east-1'),
  stackName: z.string(),
  templateBody: z.string().optional(),
  templateUrl: z.string().optional(),
  parameters: z.record(z.string(), z.string()).default({}),
  capabilities: z.array(z.string()).default(['CAPABILITY_NAMED_IAM']),
});

const StackUpdate = NewStack.omit({ accountId: true, region: true, stackName: true }).extend({
  stackId: z.string(),
});

/** Control calls about stacks, the record of calls, and the whole world. */
export function stackVerbs(stand: Stand) {
  const { world, engine, log } = stand;
  return {
    listStacks: verb(z.strictObject({ accountId: AccountId }), ({ accountId }): Stack[] => {
      engine.advance(world);
      return ensureAccount(world, accountId).stacks;
    }),
    /** Creates a stack as a console user would, with that user's permissions. Throws AwsFault. */
    createStack: verb(NewStack, async ({ userName, ...input }): Promise<Stack> => {
      ensureAccount(world, input.accountId);
      const principal = world.userPrincipal(input.accountId, userName);
      if (!principal) throw new Error(`Account ${input.accountId} has no user ${userName}.`);
      return engine.createStack(world, { ...input, principal });
    }),
    /** Updates a stack as a console user would; what is left out stays as it is. Throws AwsFault. */
    updateStack: verb(StackUpdate, async ({ stackId, userName, ...input }): Promise<void> => {
      const stack = world.stackById(stackId);
      const principal = stack && world.userPrincipal(stack.accountId, userName);
      if (!stack || !principal) throw new Error(`There is no stack ${stackId} or no user ${userName}.`);
      await engine.updateStack(world, { ...input, stack, principal });
    }),
    deleteStack: verb(
      z.strictObject({ stackId: z.string(), userName: z.string().default('admin') }),
      async ({ stackId, userName }): Promise<void> => {
        const stack = world.stackById(stackId);
        const principal = stack && world.userPrincipal(stack.accountId, userName);
        if (!stack || !principal) throw new Error(`There is no stack ${stackId} or no user ${userName}.`);
        await engine.deleteStack(world, { stack, principal });
      },
    ),
    /** The calls after a mark (0 = all that are kept). */
    calls: verb(z.strictObject({ since: z.number().int().min(0).default(0) }), ({ since }): RecordedCall[] =>
      log.since(since),
    ),
    mark: verb(z.strictObject({}), () => log.mark()),
    /** Everything as at a fresh start; the settings stay. */
    reset: verb(z.strictObject({}), () => {
      world.replace({ ...emptyWorld(), settings: world.data.settings });
      seedWorld(world);
    }),
  };
}

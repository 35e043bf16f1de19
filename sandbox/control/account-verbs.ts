import { z } from 'zod';
import { ensureAccount } from '@/sandbox/accounts';
import { type Stand, verb } from '@/sandbox/control/verb';
import { SCENARIOS } from '@/sandbox/scenarios';
import { isStep, STEPS } from '@/sandbox/scenarios/steps';
import type { AccessKey, Account } from '@/sandbox/state';

const AccountId = z.string().regex(/^\d{12}$/);

const Knobs = z.strictObject({
  accountId: AccountId,
  propagationSeconds: z.number().min(0).nullable().optional(),
  deniedActions: z.array(z.string()).optional(),
  deniedToOthers: z.array(z.string()).optional(),
  throttledServices: z.array(z.string()).optional(),
  takenRoleNames: z.array(z.string()).optional(),
  supportPlan: z.boolean().optional(),
  securityHub: z.boolean().optional(),
  costOptimizationHub: z.boolean().optional(),
  splitCostPreference: z.boolean().optional(),
  /** The organization's management account; null = no organization. */
  managementAccountId: AccountId.nullable().optional(),
});

/** Control calls about accounts, their people and their switches. */
export function accountVerbs({ world }: Stand) {
  return {
    /** Every scenario, without its code. */
    scenarios: verb(z.strictObject({}), () => SCENARIOS.map(({ setUp: _, ...scenario }) => scenario)),
    /** Plays what comes later in an account, by the name of the step. Throws AwsFault. */
    play: verb(z.strictObject({ accountId: AccountId, step: z.string() }), async ({ accountId, step }) => {
      if (!isStep(step)) throw new Error(`There is no step ${step}.`);
      const account = ensureAccount(world, accountId);
      await STEPS[step].run(world, account);
    }),
    account: verb(z.strictObject({ accountId: AccountId }), ({ accountId }) =>
      ensureAccount(world, accountId),
    ),
    createAccount: verb(
      z.strictObject({ accountId: AccountId, title: z.string().optional() }),
      ({ accountId, title }): Account => {
        const account = ensureAccount(world, accountId);
        account.title = title ?? account.title;
        world.changed();
        return account;
      },
    ),
    setKnobs: verb(Knobs, (input) => setKnobs(ensureAccount(world, input.accountId), { input, world })),
    setSettings: verb(
      z.strictObject({
        propagationSeconds: z.number().min(0).optional(),
        stackSeconds: z.number().min(0).optional(),
        timeoutFactor: z.number().positive().optional(),
        delayMilliseconds: z.number().min(0).optional(),
      }),
      (input) => {
        Object.assign(world.data.settings, input);
        world.changed();
        return world.data.settings;
      },
    ),
    /** The access key of a console user; made on the first call. */
    accessKey: verb(
      z.strictObject({ accountId: AccountId, userName: z.string() }),
      ({ accountId, userName }): AccessKey => {
        const user = ensureAccount(world, accountId).users[userName];
        if (!user) throw new Error(`Account ${accountId} has no user ${userName}.`);
        const key = user.accessKeys[0] ?? { id: world.awsId('AKIA', 16), secret: world.newId() };
        if (user.accessKeys.length === 0) user.accessKeys.push(key);
        world.changed();
        return key;
      },
    ),
  };
}

function setKnobs(
  account: Account,
  { input, world }: { input: z.output<typeof Knobs>; world: Stand['world'] },
): Account {
  const { accountId: _, managementAccountId, splitCostPreference, ...rest } = input;
  const { supportPlan, securityHub, costOptimizationHub, ...knobs } = rest;
  Object.assign(account.knobs, knobs);
  account.services = {
    supportPlan: supportPlan ?? account.services.supportPlan,
    securityHub: securityHub ?? account.services.securityHub,
    costOptimizationHub: costOptimizationHub ?? account.services.costOptimizationHub,
  };
  account.splitCostPreference = splitCostPreference ?? account.splitCostPreference;
  if (managementAccountId === null) account.organization = null;
  if (managementAccountId) {
    account.organization = { id: `o-${managementAccountId.slice(0, 10)}`, managementAccountId };
  }
  world.changed();
  return account;
}

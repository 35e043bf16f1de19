import { createAccount, createOperator } from '@/sandbox/accounts';
import { ensureDoorbell } from '@/sandbox/messaging/doorbell';
import { SCENARIOS } from '@/sandbox/scenarios';
import { OTHER_ACCOUNT } from '@/sandbox/scenarios/account-scenarios';
import { stageScenario } from '@/sandbox/scenarios/scenario';
import type { World } from '@/sandbox/world';

/** Fills an empty world: the operator, the account that plays somebody else, and every scenario. */
export function seedWorld(world: World): void {
  createOperator(world);
  ensureDoorbell(world);
  createAccount(world, { id: OTHER_ACCOUNT, title: 'Somebody else' });
  for (const scenario of SCENARIOS) stageScenario(world, scenario);
}

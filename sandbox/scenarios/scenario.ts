import { createAccount } from '@/sandbox/accounts';
import { createReport, type DataChanges, deliver, type NewReport } from '@/sandbox/reports';
import type { StepId } from '@/sandbox/scenarios/steps';
import type { Account } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/** A situation that a newcomer or a test can choose by typing its account ID and its bucket. */
export type Scenario = {
  id: string;
  title: string;
  /** What it plays, in plain words. */
  says: string;
  /** What is to be seen of it in Tributary. */
  sees: string;
  /** What comes later, when somebody wants it: a button each on the sandbox's first page. */
  later?: StepId[];
  accountId: string;
  /** The buckets of the account; the first is the one to type, unless `type` says otherwise. */
  buckets: string[];
  type?: string;
  /** Beyond the account and its buckets, which are there already. */
  setUp(world: World, stage: Stage): void;
};

export type Stage = { account: Account; bucket: string };

const SCENARIO_REGION = 'us-east-1';

/** Puts a scenario's account and buckets into the world, in the Region where the report's own service is. */
export function stageScenario(world: World, scenario: Scenario): void {
  const account = createAccount(world, {
    id: scenario.accountId,
    title: scenario.title,
    scenario: scenario.id,
  });
  for (const name of scenario.buckets) {
    world.createBucket({ name, accountId: account.id, region: SCENARIO_REGION });
  }
  scenario.setUp(world, { account, bucket: scenario.buckets[0] ?? '' });
}

/** A report in the stage's bucket, delivered; right in everything unless `settings` or `data` say otherwise. */
export function delivered(
  world: World,
  input: { stage: Stage; settings?: Partial<NewReport>; data?: DataChanges; at?: Date },
): void {
  const { account, bucket } = input.stage;
  const report = createReport(world, {
    accountId: account.id,
    report: { reportName: 'tributary-cur', s3Bucket: bucket, s3Prefix: 'cur', ...input.settings },
  });
  deliver(world, { accountId: account.id, reportName: report.reportName, data: input.data, at: input.at });
}

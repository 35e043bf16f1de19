import { vi } from 'vitest';
import { SANDBOX_OPERATOR } from '@/sandbox/operator';
import { type Sandbox, startSandbox } from '@/sandbox/server';
import { createAws } from '@/server/aws/create';
import type { AwsPlace } from '@/server/aws/place';
import type { Aws } from '@/server/aws/port';
import type { Settings } from '@/server/context';
import type { Database } from '@/server/db/client';
import { pollConnection } from '@/server/domain/connections/poll';
import { templateDownload } from '@/server/domain/connections/template';
import { connectUpToStack } from './connecting';
import { publishedAt } from './fake-aws';
import { makeWorld, type World } from './world';

/** Who creates a stack, and how, where it is not an admin who leaves everything as it is filled in. */
interface Created {
  userName?: string;
  accountId?: string;
  region?: string;
  capabilities?: string[];
}

export interface SandboxWorld extends World {
  sandbox: Sandbox;
  /** Moves the clock of everybody: the product's, the sandbox's and the SDK's, which signs with it. */
  pass(milliseconds: number): void;
  /** Goes through steps 1 to 4 as this user; the stack is not created yet. */
  upToStack(target: { accountId: string; bucket: string }): Promise<string>;
  /** Creates the stack from the downloaded template, as a console user. */
  createStack(connectionId: string, as?: Created): Promise<void>;
  /** Lets time pass and looks, until the state is no longer that of a stack; at most two minutes. */
  settle(connectionId: string): Promise<string>;
  close(): Promise<void>;
}

/** The world of the tests, connected to a stand-in AWS of its own. Fakes Date alone; timers are real. */
export async function makeSandboxWorld(
  database: Database,
  options: { wrap?: (aws: Aws) => Aws; operator?: (sandbox: Sandbox) => Promise<Operator> } = {},
): Promise<SandboxWorld> {
  const start = new Date('2026-11-23T12:00:00.000Z');
  vi.useFakeTimers({ toFake: ['Date'], now: start });
  const sandbox = await startSandbox({ stackSeconds: 4, propagationSeconds: 2 });
  const { own, settings, aws: part } = await (options.operator ?? readyMade)(sandbox);
  const aws: Aws = { ...createAws({ endpoint: sandbox.apiUrl, own }), ...part };
  const world = await makeWorld(database, {
    aws: options.wrap?.(aws) ?? aws,
    settings: { consoleUrl: sandbox.consoleUrl, ...settings },
  });
  world.clock.set(start.toISOString());
  const pass = (milliseconds: number) => {
    world.clock.advance({ ms: milliseconds });
    vi.setSystemTime(world.clock.now());
  };
  return {
    ...world,
    sandbox,
    pass,
    upToStack: (target) => connectUpToStack(world.ctxFor('customerAdmin'), target),
    createStack: (connectionId, as = {}) => createStack({ world, sandbox }, { connectionId, ...as }),
    settle: (connectionId) => settle({ world, pass }, connectionId),
    async close() {
      await sandbox.close();
      vi.useRealTimers();
    },
  };
}

/** Who runs Tributary: its keys, and what it would set. */
export interface Operator {
  own: NonNullable<AwsPlace['own']>;
  settings: Partial<Settings>;
  aws?: Partial<Aws>;
}

/** The operator that every sandbox has, without a doorbell; templates are published where nothing is. */
async function readyMade(): Promise<Operator> {
  const { accessKeyId, secretAccessKey, accountId } = SANDBOX_OPERATOR;
  return {
    own: { accessKeyId, secretAccessKey },
    settings: {
      operatorPrincipalArn: `arn:aws:iam::${accountId}:root`,
      templateBaseUrl: 'https://templates.s3.amazonaws.com',
    },
    aws: { publishedTemplate: async (url) => publishedAt(url) },
  };
}

async function createStack(
  at: { world: World; sandbox: Sandbox },
  of: { connectionId: string } & Created,
): Promise<void> {
  const ctx = at.world.systemCtx();
  const { fileName, body } = await templateDownload(ctx, { connectionId: of.connectionId });
  const parameters = JSON.parse(body).Parameters;
  const { connectionId: _, ...how } = of;
  await at.sandbox.control.createStack({
    accountId: parameters.ExpectedAccountId.Default,
    userName: 'admin',
    ...how,
    stackName: fileName.replace('.json', ''),
    templateBody: body,
  });
}

/** Short at first, while the stand-in makes its stack; long when only patience is left. Two minutes in all. */
const SETTLE_SECONDS = [3, 3, 6, 18, 30, 60];

const looking = ['awaiting_stack', 'stack_in_progress', 'verifying'];

async function settle(
  at: { world: World; pass: (milliseconds: number) => void },
  connectionId: string,
): Promise<string> {
  for (const seconds of SETTLE_SECONDS) {
    at.pass(seconds * 1_000);
    const polled = await pollConnection(at.world.systemCtx(), { connectionId, due: true });
    if (polled && !looking.includes(polled.state)) return polled.state;
  }
  return 'still looking';
}

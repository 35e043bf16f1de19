import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ensureCanary } from '@/sandbox/accounts';
import { handleApi } from '@/sandbox/api/handler';
import { CONTROL_PATH, type Control, createControl, handleControl } from '@/sandbox/control/control';
import type { StackEngine } from '@/sandbox/engine-port';
import { serveFolder } from '@/sandbox/folder-bucket';
import { type ApiRequest, type ApiResponse, readRequest } from '@/sandbox/http/message';
import { ensureDoorbell } from '@/sandbox/messaging/doorbell';
import type { BackstageCheck } from '@/sandbox/record-lines';
import { CallLog, type RecordedCall } from '@/sandbox/recorded-calls';
import { seedWorld } from '@/sandbox/seed-world';
import { Storage } from '@/sandbox/storage';
import { World } from '@/sandbox/world';

export type SandboxOptions = {
  /** 0 (the default) takes any free port. */
  port?: number;
  consolePort?: number;
  /** Only 127.0.0.1 is taken. */
  host?: string;
  now?: () => Date;
  newId?: () => string;
  /** Keeps the world here between runs; without it the world lives in memory. */
  dataDir?: string;
  /** Forgets what dataDir holds. */
  fresh?: boolean;
  stackSeconds?: number;
  propagationSeconds?: number;
  /** What a second of a custom resource's ServiceTimeout lasts. */
  timeoutFactor?: number;
  /** Folders to serve as buckets. */
  folders?: { name: string; dir: string }[];
  /** The owner of those buckets; without it the account that the manifests in the folder name. */
  folderAccountId?: string;
  /** Told of every call to the API. */
  onCall?: (call: RecordedCall) => void;
  /** Told of every permission that CloudFormation or the console asks for a person. */
  onCheck?: (check: BackstageCheck) => void;
  /** Told of mistakes of the sandbox itself, which answer 500. */
  onMistake?: (text: string) => void;
};

export type Sandbox = {
  apiUrl: string;
  consoleUrl: string;
  control: Control;
  world: World;
  close(): Promise<void>;
};

const LOOPBACK = '127.0.0.1';

/** Longer than the SDK keeps an idle connection, so that no request meets a connection that is just being closed. */
const KEEP_ALIVE_MS = 65_000;

/** Starts the stand-in AWS: its API and its console, on loopback only. Throws when asked to listen elsewhere. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const host = options.host ?? LOOPBACK;
  if (host !== LOOPBACK) throw new Error(`The sandbox listens on ${LOOPBACK} only, not on ${host}.`);
  const { world, storage } = openWorld(options);
  for (const folder of options.folders ?? []) {
    await serveFolder(world, { ...folder, accountId: options.folderAccountId });
  }
  const stand: Running = {
    world,
    engine: await loadEngine(),
    log: new CallLog(options.onCall),
    onMistake: options.onMistake,
  };
  const control = createControl(stand);
  const api = await listen((request, response) => serveApi(stand, { control, request, response }), {
    host,
    port: options.port ?? 0,
  });
  const pages = await listen((request, response) => serveConsole(world, { request, response }), {
    host,
    port: options.consolePort ?? 0,
  });
  world.endpoint = urlOf(api);
  return {
    apiUrl: world.endpoint,
    consoleUrl: urlOf(pages),
    control,
    world,
    close: async () => {
      await Promise.all([stop(api), stop(pages)]);
      storage?.save(world);
    },
  };
}

type Running = { world: World; engine: StackEngine; log: CallLog; onMistake?: (text: string) => void };

/** The engine brings the template reader with it, so it is loaded once the rest stands. */
async function loadEngine(): Promise<StackEngine> {
  return await import('@/sandbox/cloudformation/engine');
}

function openWorld(options: SandboxOptions): { world: World; storage: Storage | null } {
  const storage = options.dataDir ? new Storage(options.dataDir) : null;
  if (options.fresh) storage?.forget();
  const kept = storage?.load();
  const world: World = new World({
    now: options.now ?? (() => new Date()),
    newId: options.newId ?? randomUUID,
    data: kept,
    onChange: () => storage?.schedule(world),
    onCheck: options.onCheck,
  });
  if (kept) storage?.loadBodies(world);
  const { settings } = world.data;
  settings.stackSeconds = options.stackSeconds ?? settings.stackSeconds;
  settings.timeoutFactor = options.timeoutFactor ?? settings.timeoutFactor;
  settings.propagationSeconds = options.propagationSeconds ?? settings.propagationSeconds;
  if (kept) {
    ensureDoorbell(world);
    ensureCanary(world);
  } else seedWorld(world);
  return { world, storage };
}

async function serveApi(
  stand: Running,
  { control, request, response }: { control: Control; request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  const read: ApiRequest = await readRequest(request);
  read.isGone = () => response.destroyed;
  const answer = read.path.startsWith(CONTROL_PATH)
    ? await handleControl(control, read)
    : await handleApi(stand, read);
  if (answer.status >= 500) stand.onMistake?.(`${read.method} ${read.path}: ${String(answer.body)}`);
  const delay = stand.world.data.settings.delayMilliseconds;
  if (delay > 0) await new Promise((resume) => setTimeout(resume, delay));
  send(response, { answer, now: stand.world.now() });
}

/** The Date header follows the sandbox's clock: clients correct their own clock by it. */
function send(response: ServerResponse, { answer, now }: { answer: ApiResponse; now: Date }): void {
  const length = Buffer.byteLength(answer.body);
  const headers: Record<string, string> = { date: now.toUTCString(), server: 'Tributary sandbox' };
  if (answer.status !== 204) headers['content-length'] = String(length);
  response.writeHead(answer.status, { ...headers, ...answer.headers });
  response.end(answer.body);
}

async function serveConsole(
  world: World,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  const { handleConsole } = await import('@/sandbox/console/handler');
  await handleConsole(world, request, response);
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function listen(handler: Handler, { host, port }: { host: string; port: number }): Promise<Server> {
  const server = createServer((request, response) => {
    handler(request, response).catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(text);
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

function urlOf(server: Server): string {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no address.');
  return `http://${LOOPBACK}:${address.port}`;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

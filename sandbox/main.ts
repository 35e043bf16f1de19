import { parseArgs } from 'node:util';
import { SANDBOX_OPERATOR } from '@/sandbox/operator';
import { backstageLines, callLines } from '@/sandbox/record-lines';
import { SCENARIOS } from '@/sandbox/scenarios';
import { startSandbox } from '@/sandbox/server';

const USAGE = `npm run sandbox -- [--port 4566] [--console-port 4567] [--data DIR] [--fresh]
  [--bucket NAME=DIR]... [--account ID] [--stack-seconds N]
  [--propagation-seconds N] [--timeout-factor N] [--record]

  --record prints every call with the policies that were evaluated, and the statement of each that decided`;

const options = readOptions();
const sandbox = await startSandbox({
  ...options,
  onMistake: (text) => console.error(text),
  ...(options.record && {
    onCall: (call) => console.log(callLines(call).join('\n')),
    onCheck: (check) => console.log(backstageLines(check).join('\n')),
  }),
});

console.log(`A stand-in AWS, on this machine only.

API      ${sandbox.apiUrl}      AWS_ENDPOINT_URL=${sandbox.apiUrl}
Console  ${sandbox.consoleUrl}      AWS_CONSOLE_URL=${sandbox.consoleUrl}
Key      AWS_ACCESS_KEY_ID=${SANDBOX_OPERATOR.accessKeyId} AWS_SECRET_ACCESS_KEY=${SANDBOX_OPERATOR.secretAccessKey} AWS_REGION=us-east-1
`);
for (const { name, dir } of options.folders) {
  console.log(`Bucket   ${name} of account ${sandbox.world.bucket(name)?.accountId} serves ${dir}`);
}
console.log('\nAccount        Bucket to type                  What it plays');
for (const scenario of SCENARIOS) {
  console.log(
    `${scenario.accountId}   ${(scenario.type ?? scenario.buckets[0] ?? '').padEnd(30)}  ${scenario.title}`,
  );
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    sandbox.close().then(() => process.exit(0));
  });
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4566' },
      'console-port': { type: 'string', default: '4567' },
      data: { type: 'string' },
      fresh: { type: 'boolean', default: false },
      bucket: { type: 'string', multiple: true, default: [] },
      account: { type: 'string' },
      host: { type: 'string' },
      'stack-seconds': { type: 'string' },
      'propagation-seconds': { type: 'string' },
      'timeout-factor': { type: 'string' },
      record: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  return {
    port: Number(values.port),
    consolePort: Number(values['console-port']),
    host: values.host,
    dataDir: values.data,
    fresh: values.fresh,
    record: values.record,
    folderAccountId: values.account,
    stackSeconds: numberOf(values['stack-seconds']),
    propagationSeconds: numberOf(values['propagation-seconds']),
    timeoutFactor: numberOf(values['timeout-factor']),
    folders: values.bucket.map(readFolder),
  };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function readFolder(text: string): { name: string; dir: string } {
  const at = text.indexOf('=');
  if (at < 1) {
    console.error(`--bucket takes NAME=DIR, not ${text}.\n${USAGE}`);
    process.exit(1);
  }
  return { name: text.slice(0, at), dir: text.slice(at + 1) };
}

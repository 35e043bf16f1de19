/** Measures what is promised, as JSON lines: `npm run bench -- reports`. Exit code 1 when a goal was missed. */
import { benchPolling } from './polling';
import { benchReports } from './reports';

const BENCHES: Record<string, () => Promise<boolean>> = {
  reports: benchReports,
  polling: benchPolling,
};

const run = BENCHES[process.argv[2] ?? ''];
if (run === undefined) {
  console.error(`npm run bench -- ${Object.keys(BENCHES).join(' | ')}`);
  process.exitCode = 1;
} else {
  process.exitCode = (await run()) ? 0 : 1;
}

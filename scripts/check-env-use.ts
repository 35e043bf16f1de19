/** Proves that the product reads `process.env` only in server/env.ts (house.md section 3). */
import { globSync, readFileSync } from 'node:fs';

/** NEXT_RUNTIME is inlined by the build and tells the bundles apart; it is not configuration. */
const allowed = new Map([
  ['server/env.ts', /process\.env/],
  ['instrumentation.ts', /process\.env\.NEXT_RUNTIME/],
]);

const files = globSync(['{app,components,lib,server,migrations}/**/*.{ts,tsx}', '*.ts']);
const found: string[] = [];
for (const file of files) {
  if (/\.test\.tsx?$|^server\/testing\/|\.config\.ts$/.test(file)) continue;
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (/process\s*\.\s*env\b|process\[/.test(line) && !allowed.get(file)?.test(line))
      found.push(`${file}:${index + 1} ${line.trim()}`);
  }
}
if (found.length > 0) {
  console.error(`process.env outside server/env.ts:\n${found.join('\n')}`);
  process.exit(1);
}
console.log(`${files.length} files, process.env only in server/env.ts`);

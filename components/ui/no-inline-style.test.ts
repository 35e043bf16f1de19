import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const components = fileURLToPath(new URL('..', import.meta.url));
const sources = readdirSync(components, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.tsx'),
);

it.each(sources)('%s sets no style attribute, which a strict content policy refuses', (path) => {
  expect(readFileSync(join(components, path), 'utf8')).not.toMatch(/\sstyle=|<style/);
});

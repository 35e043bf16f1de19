/** Writes what is generated and kept in the repository: the templates as served, docs/findings.md (`npm run generate`). */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { findingsDocument } from '@/lib/findings/document';
import { publishedTemplate, templateKinds } from '@/server/aws/templates/publish';

const folder = 'public/templates';

mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) if (file.startsWith('tributary-')) rmSync(`${folder}/${file}`);
for (const kind of templateKinds) {
  const { fileName, text } = publishedTemplate(kind);
  writeFileSync(`${folder}/${fileName}`, text);
  console.log(`${folder}/${fileName}`);
}
writeFileSync('docs/findings.md', findingsDocument());
console.log('docs/findings.md');

import { summarize } from '@/sandbox/cloudformation/engine';
import { parseTemplate } from '@/sandbox/cloudformation/template';
import { html, type Markup } from '@/sandbox/console/html';
import { contextFields, identityBar, link, problem, type Scene, type View } from '@/sandbox/console/page';
import { stackPlace } from '@/sandbox/console/place';
import { watchedStack } from '@/sandbox/console/stack-pages';
import { capabilityCard, loadTemplate, parameterField } from '@/sandbox/console/template-form';
import type { Stack } from '@/sandbox/state';

/** What the person sees and may change before the stack is updated. Without a template it keeps its own. */
export type UpdateDraft = {
  stackId: string;
  templateUrl: string;
  templateBody: string;
  /** What differs from the stack's own values. */
  parameters: Record<string, string>;
};

const TITLE = 'Update stack';
const ACTIONS = ['cloudformation:DescribeStacks'];

/** "Prepare template": the stack keeps its template or gets another. */
export function updateTemplatePage(
  scene: Scene,
  { stackId, refused }: { stackId: string; refused?: string },
): View {
  const { stack, denied } = watchedStack(scene, { stackId, actions: ACTIONS });
  const head = headOf(scene, { stack, refused });
  if (!stack) return { title: TITLE, body: html`${head}${denied}` };
  const form = html`<form method="post" action="/_console/stacks/update-template" enctype="multipart/form-data">
${contextFields(scene)}<input type="hidden" name="stackId" value="${stack.id}"><fieldset><legend>Prepare template</legend>
<label class="box"><input type="radio" name="template" value="existing" checked> <span>Use existing template</span></label>
<label class="box"><input type="radio" name="template" value="replace"> <span>Replace existing template</span></label></fieldset>
<section class="card"><h2>Specify template</h2><p class="hint">Read only when the existing template is replaced.</p>
<label for="url">Amazon S3 URL</label><input id="url" type="text" name="templateUrl" autocomplete="off" spellcheck="false">
<label for="file">Upload a template file</label><input id="file" type="file" name="file" accept=".json,application/json">
<label for="text">Or its text</label><textarea id="text" name="templateBody" rows="6"></textarea></section>
<div class="row"><a href="${link(scene, stackPlace(stack))}">Cancel</a><button class="main">Next</button></div></form>`;
  return { title: TITLE, body: html`${head}${form}` };
}

/** The parameters with the values of now, what the stack will consist of, the box, and Submit. */
export async function updateReviewPage(
  scene: Scene,
  { draft, refused }: { draft: UpdateDraft; refused?: string },
): Promise<View> {
  const { stack, denied } = watchedStack(scene, { stackId: draft.stackId, actions: ACTIONS });
  const head = headOf(scene, { stack, refused });
  if (!stack) return { title: TITLE, body: html`${head}${denied}` };
  const keeps = draft.templateUrl === '' && draft.templateBody === '';
  const loaded = await loadTemplate(scene, keeps ? { ...draft, templateBody: stack.templateBody } : draft);
  if ('message' in loaded) return { title: TITLE, body: html`${head}${problem(loaded.message)}` };
  return { title: TITLE, body: html`${head}${reviewForm(scene, { draft, stack, body: loaded.body })}` };
}

function headOf(
  scene: Scene,
  { stack, refused }: { stack?: Stack | undefined; refused?: string | undefined },
): Markup {
  const name = stack && html`<p>Stack <strong>${stack.name}</strong></p>`;
  return html`${identityBar(scene)}<h1>${TITLE}</h1>${name}${refused !== undefined && problem(refused)}`;
}

function reviewForm(
  scene: Scene,
  { draft, stack, body }: { draft: UpdateDraft; stack: Stack; body: string },
): Markup {
  const summary = summarize(body);
  const resources = Object.entries(parseTemplate(body).Resources);
  const now = Object.fromEntries(stack.parameters.map(({ key, value }) => [key, value]));
  const stands = (key: string) => Object.hasOwn(now, key);
  // A hidden value is not shown, and its default must not take its place.
  const parameters = summary.parameters.map((one) =>
    one.noEcho && stands(one.key) ? { ...one, defaultValue: null } : one,
  );
  const hidden = parameters.some(({ key, noEcho }) => noEcho && stands(key));
  return html`<form method="post" action="/_console/stacks/update">${contextFields(scene)}<input type="hidden" name="stackId" value="${stack.id}">
<section class="card"><h2>Template</h2>${templateCard(draft)}<dl><dt>Stack description</dt><dd>${summary.description || '-'}</dd></dl></section>
<section class="card"><h2>Parameters</h2>${hidden && html`<p class="hint">A hidden value that is left empty stays as it is.</p>`}${parameters.map(
    (parameter) => parameterField(parameter, { ...now, ...draft.parameters }),
  )}</section>
<section class="card"><h2>Resources</h2><ul>${resources.map(([id, resource]) => html`<li><code>${id}</code> ${resource.Type}</li>`)}</ul></section>
${capabilityCard(resources.map(([, resource]) => resource))}
<div class="row"><a href="${link(scene, stackPlace(stack))}">Cancel</a><button class="main">Submit</button></div></form>`;
}

function templateCard({ templateUrl, templateBody }: UpdateDraft): Markup {
  if (templateBody !== '') {
    return html`<label for="body">Uploaded template</label><textarea id="body" name="templateBody" rows="3" readonly>${templateBody}</textarea>`;
  }
  if (templateUrl === '') return html`<p>The existing template.</p>`;
  return html`<dl><dt>Template URL</dt><dd class="mono">${templateUrl}</dd></dl><input type="hidden" name="templateUrl" value="${templateUrl}">`;
}

import { summarize } from '@/sandbox/cloudformation/engine';
import { parseTemplate } from '@/sandbox/cloudformation/template';
import { accountText, html, type Markup } from '@/sandbox/console/html';
import {
  contextFields,
  identityBar,
  link,
  problem,
  type Scene,
  signInForm,
  type View,
} from '@/sandbox/console/page';
import { PLACES } from '@/sandbox/console/place';
import { capabilityCard, loadTemplate, parameterField } from '@/sandbox/console/template-form';

/** What the person sees and may change before the stack is created. */
export type Draft = {
  region: string;
  stackName: string;
  /** One of the two is ''. */
  templateUrl: string;
  templateBody: string;
  parameters: Record<string, string>;
};

/** The draft that a quick-create link fills in. */
export function draftOf({ region, values }: { region: string; values: URLSearchParams }): Draft {
  const parameters = [...values].filter(([name]) => name.startsWith('param_'));
  return {
    region,
    stackName: values.get('stackName') ?? '',
    templateUrl: values.get('templateURL') ?? '',
    templateBody: '',
    parameters: Object.fromEntries(parameters.map(([name, value]) => [name.slice('param_'.length), value])),
  };
}

/** "Quick create stack": template, name, parameters, resources and the box. `refused` is what AWS said to the last try. */
export async function stackReviewPage(
  scene: Scene,
  { draft, refused }: { draft: Draft; refused?: string },
): Promise<View> {
  const title = 'Quick create stack';
  const expected = draft.parameters.ExpectedAccountId ?? '';
  const head = html`${identityBar(scene)}<h1>${title}</h1>${refused !== undefined && problem(refused)}`;
  if (!scene.identity) return { title, body: html`${head}${signInCard(scene, expected)}` };
  const loaded = await loadTemplate(scene, draft);
  if ('message' in loaded) return { title, body: html`${head}${problem(loaded.message)}` };
  const other = /^\d{12}$/.test(expected) && expected !== scene.identity.account.id;
  return {
    title,
    body: html`${head}${other && otherAccount(scene, expected)}${reviewForm(scene, { draft, body: loaded.body })}`,
  };
}

/** The page for a template that was downloaded: a file, or its text. */
export function uploadPage(scene: Scene, refused?: string): View {
  const title = 'Create stack';
  const form = html`<form class="card" method="post" action="/_console/stacks/template" enctype="multipart/form-data">${contextFields(scene)}
<h2>Specify template</h2><label for="file">Upload a template file</label><input id="file" type="file" name="file" accept=".json,application/json">
<label for="text">Or its text</label><textarea id="text" name="templateBody" rows="6"></textarea><p><button class="main">Next</button></p></form>`;
  const body = html`${identityBar(scene)}<h1>${title}</h1>${refused !== undefined && problem(refused)}
${scene.identity ? form : html`<p><a href="/?back=${encodeURIComponent(scene.at)}">Choose an account</a> first.</p>`}`;
  return { title, body };
}

/** The account that the link expects comes first, with its first person. */
function signInCard(scene: Scene, expected: string): Markup {
  const people = Object.keys(scene.world.account(expected)?.users ?? { admin: true });
  const known = /^\d{12}$/.test(expected);
  return html`<section class="card"><h2>Sign in to create the stack</h2>
${
  known &&
  html`<p>The link was made for account <strong class="mono">${accountText(expected)}</strong>.</p><div class="row">${people.map(
    (userName, index) =>
      signInForm(scene, {
        accountId: expected,
        userName,
        label: `Sign in as ${accountText(expected)} (${userName})`,
        main: index === 0,
      }),
  )}</div>`
}<p><a href="/?back=${encodeURIComponent(scene.at)}">Choose another account</a></p></section>`;
}

function otherAccount(scene: Scene, expected: string): Markup {
  return html`<div class="sand"><p>AWS says nothing here, the sandbox does: the link was made for account
<strong class="mono">${accountText(expected)}</strong>, and you are signed in to another.</p>
${signInForm(scene, { accountId: expected, userName: 'admin', label: `Sign in as ${accountText(expected)} (admin)` })}</div>`;
}

function reviewForm(scene: Scene, { draft, body }: { draft: Draft; body: string }): Markup {
  const summary = summarize(body);
  const resources = Object.entries(parseTemplate(body).Resources);
  return html`<form method="post" action="/_console/stacks/create">${contextFields(scene)}<input type="hidden" name="region" value="${draft.region}">
<section class="card"><h2>Template</h2>${
    draft.templateBody
      ? html`<label for="body">Uploaded template</label><textarea id="body" name="templateBody" rows="3" readonly>${body}</textarea>`
      : html`<dl><dt>Template URL</dt><dd class="mono">${draft.templateUrl}</dd></dl><input type="hidden" name="templateUrl" value="${draft.templateUrl}">`
  }
<dl><dt>Stack description</dt><dd>${summary.description || '-'}</dd></dl></section>
<section class="card"><h2>Provide a stack name</h2><label for="stackName">Stack name</label>
<input id="stackName" type="text" name="stackName" value="${draft.stackName}" autocomplete="off"></section>
<section class="card"><h2>Parameters</h2>${summary.parameters.map((parameter) => parameterField(parameter, draft.parameters))}</section>
<section class="card"><h2>Resources</h2><ul>${resources.map(([id, resource]) => html`<li><code>${id}</code> ${resource.Type}</li>`)}</ul></section>
${capabilityCard(resources.map(([, resource]) => resource))}
<div class="row"><a href="${link(scene, PLACES.stacks)}">Cancel</a><button class="main">Create stack</button></div></form>`;
}

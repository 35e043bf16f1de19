import { html, type Markup, timeText } from '@/sandbox/console/html';
import { contextFields, identityBar, link, problem, type Scene, type View } from '@/sandbox/console/page';
import { PLACES, stackPlace, updatePlace } from '@/sandbox/console/place';
import { refusal } from '@/sandbox/console/refusal';
import type { Stack } from '@/sandbox/state';

/** The stacks of the account that is signed in, the youngest first. */
export function stacksPage(scene: Scene, region: string): View {
  const refused = refusal(scene, { actions: ['cloudformation:DescribeStacks'], resource: '*' });
  const stacks = (scene.identity?.account.stacks ?? []).filter(
    (one) => one.region === region && one.deletedAt === null,
  );
  const rows = stacks.toReversed().map(
    (
      stack,
    ) => html`<tr><td><a href="${link(scene, stackPlace(stack))}">${stack.name}</a></td><td>${statusText(stack.status)}</td>
<td>${timeText(stack.createdAt)}</td><td>${stack.description}</td></tr>`,
  );
  const table = html`<div class="wide" tabindex="0" role="region" aria-label="Stacks"><table><thead><tr><th>Stack name</th><th>Status</th><th>Created time</th>
<th>Description</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  const body = html`${identityBar(scene)}<h1>Stacks</h1>
<p><a href="${link(scene, PLACES.upload)}">Create stack from a template file</a></p>
${refused ?? html`<section class="card" data-live>${rows.length > 0 ? table : html`<p>No stacks in ${region}.</p>`}</section>`}`;
  return { title: 'Stacks', body };
}

/** One stack with its status, events, resources and outputs. Who may not watch it is told so, as AWS does. */
export function stackPage(scene: Scene, { stackId, refused }: { stackId: string; refused?: string }): View {
  const actions = ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents'];
  const { stack, denied } = watchedStack(scene, { stackId, actions });
  const title = stack?.name ?? 'Stack';
  const head = html`${identityBar(scene)}<h1>${title}</h1>${refused !== undefined && problem(refused)}`;
  if (!stack) return { title, body: html`${head}${denied}` };
  return {
    title,
    live: stack.engine !== null,
    body: html`${head}<div data-live>${overview(stack)}${eventsTable(stack)}${resourcesTable(stack)}</div>
${stack.deletedAt === null && changes(scene, stack)}`,
  };
}

/** A stack that the person may look at; else what AWS says. Another account's is not there. */
export function watchedStack(
  scene: Scene,
  { stackId, actions }: { stackId: string; actions: string[] },
): { stack: Stack; denied: null } | { stack: undefined; denied: Markup } {
  const stack = scene.world.stackById(stackId);
  if (!stack || (scene.identity && scene.identity.account.id !== stack.accountId)) {
    return { stack: undefined, denied: problem(`Stack with id ${stackId} does not exist`) };
  }
  const denied = refusal(scene, { actions, resource: stack.id });
  return denied ? { stack: undefined, denied } : { stack, denied: null };
}

function overview(stack: Stack): Markup {
  return html`<section class="card"><h2>Overview</h2><dl><dt>Status</dt><dd><span role="status">${statusText(stack.status)}</span></dd>
${stack.statusReason && html`<dt>Status reason</dt><dd>${stack.statusReason}</dd>`}
<dt>Stack ID</dt><dd class="mono">${stack.id}</dd><dt>Created time</dt><dd>${timeText(stack.createdAt)}</dd>
${stack.outputs.map((output) => html`<dt>Output ${output.key}</dt><dd class="mono">${output.value}</dd>`)}</dl></section>`;
}

function eventsTable(stack: Stack): Markup {
  const rows = stack.events
    .toReversed()
    .map(
      (event) =>
        html`<tr><td>${timeText(event.at)}</td><td>${event.logicalId}</td><td>${statusText(event.status)}</td><td>${event.reason ?? '-'}</td></tr>`,
    );
  return html`<section class="card"><h2>Events</h2><div class="wide" tabindex="0" role="region" aria-label="Events"><table><thead><tr><th>Timestamp</th>
<th>Logical ID</th><th>Status</th><th>Status reason</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function resourcesTable(stack: Stack): Markup {
  const rows = stack.resources.map(
    (one) =>
      html`<tr><td>${one.logicalId}</td><td class="mono">${one.physicalId || '-'}</td><td>${one.type}</td><td>${statusText(one.status)}</td></tr>`,
  );
  return html`<section class="card"><h2>Resources</h2><div class="wide" tabindex="0" role="region" aria-label="Resources"><table><thead><tr><th>Logical ID</th>
<th>Physical ID</th><th>Type</th><th>Status</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function changes(scene: Scene, stack: Stack): Markup {
  return html`<div class="row"><a href="${link(scene, updatePlace(stack))}">Update stack</a><form method="post" action="/_console/stacks/delete">${contextFields(scene)}<input type="hidden" name="stackId" value="${stack.id}">
<button>Delete stack</button></form></div>`;
}

function statusText(status: string): Markup {
  const kind = /FAILED|ROLLBACK/.test(status) ? 'bad' : status.endsWith('COMPLETE') ? 'ok' : 'wait';
  return html`<strong class="${kind}">${status}</strong>`;
}

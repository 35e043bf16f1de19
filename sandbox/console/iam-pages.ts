import { html, type Markup, timeText } from '@/sandbox/console/html';
import { contextFields, identityBar, link, problem, type Scene, type View } from '@/sandbox/console/page';
import { PLACES, rolePlace, stackPlace } from '@/sandbox/console/place';
import { refusal } from '@/sandbox/console/refusal';
import { AWS_MANAGED_ARNS } from '@/sandbox/iam/aws-managed';
import type { PolicyDocument, Role } from '@/sandbox/state';

/** The roles of the account that is signed in. */
export function rolesPage(scene: Scene): View {
  const title = 'Roles';
  const refused = refusal(scene, { actions: ['iam:ListRoles'], resource: '*' });
  const roles = Object.values(scene.identity?.account.roles ?? {});
  const rows = roles.map(
    (role) =>
      html`<tr><td><a href="${link(scene, rolePlace(role.name))}">${role.name}</a></td><td>${timeText(role.createdAt)}</td></tr>`,
  );
  const table = html`<div class="wide" tabindex="0" role="region" aria-label="Roles"><table><thead><tr><th>Role name</th><th>Created</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
  const card = html`<section class="card">${roles.length > 0 ? table : html`<p>No roles in this account.</p>`}</section>`;
  return { title, body: html`${identityBar(scene)}<h1>${title}</h1>${refused ?? card}` };
}

/** One role: whom it trusts, what it may do, its boundary; everything can be changed by who may. */
export function rolePage(scene: Scene, { name, refused }: { name: string; refused?: string }): View {
  const head = html`${identityBar(scene)}<h1>${name}</h1>${refused !== undefined && problem(refused)}`;
  const accountId = scene.identity?.account.id ?? '';
  const denied = refusal(scene, {
    actions: ['iam:GetRole', 'iam:ListAttachedRolePolicies'],
    resource: `arn:aws:iam::${accountId}:role/${name}`,
  });
  if (denied) return { title: name, body: html`${head}${denied}` };
  const roles = scene.identity?.account.roles ?? {};
  const role = Object.hasOwn(roles, name) ? roles[name] : undefined;
  if (!role) {
    const gone = problem(`The role with name ${name} cannot be found.`);
    return { title: name, body: html`${head}${gone}<p><a href="${link(scene, PLACES.roles)}">Roles</a></p>` };
  }
  const body = html`${head}${summary(scene, role)}${permissions(scene, role)}${boundary(scene, role)}${trust(scene, role)}
${form(scene, { action: 'delete', role, body: html`<button>Delete role</button>` })}`;
  return { title: name, body };
}

function summary(scene: Scene, role: Role): Markup {
  const stack = role.stackId === null ? undefined : scene.world.stackById(role.stackId);
  return html`<section class="card"><h2>Summary</h2><dl><dt>ARN</dt><dd class="mono">${role.arn}</dd>
<dt>Creation date</dt><dd>${timeText(role.createdAt)}</dd>${
    stack &&
    html`<dt>Made by the stack</dt><dd><a href="${link(scene, stackPlace(stack))}">${stack.name}</a></dd>`
  }</dl></section>`;
}

function permissions(scene: Scene, role: Role): Markup {
  const attach = html`<label for="attach">Policy ARN</label><input id="attach" type="text" name="policyArn" list="known" autocomplete="off" spellcheck="false" required>
<datalist id="known">${knownPolicies(scene).map((arn) => html`<option value="${arn}"></option>`)}</datalist><p><button>Attach policy</button></p>`;
  return html`<section class="card"><h2>Permissions policies</h2>${role.attachedPolicyArns.length === 0 && html`<p>No policy is attached.</p>`}
${role.attachedPolicyArns.map((arn) => attachedPolicy(scene, { role, arn }))}${role.inlinePolicies.map(
  (policy) =>
    html`<h3>${policy.name} <span class="muted">inline</span></h3><pre class="mono wide">${jsonText(policy.document)}</pre>`,
)}<h3>Attach a policy</h3>${form(scene, { action: 'attach', role, body: attach })}</section>`;
}

/** A policy of the account can be edited, one of AWS only detached. */
function attachedPolicy(scene: Scene, { role, arn }: { role: Role; arn: string }): Markup {
  const policy = scene.world.policyByArn(arn);
  const name = policy?.name ?? arn;
  const own = policy && scene.identity?.account.policies[arn];
  const version = policy?.versions.find(({ versionId }) => versionId === policy.defaultVersionId);
  const hidden = html`<input type="hidden" name="policyArn" value="${arn}">`;
  const edit = html`${hidden}<label for="d_${name}">Policy document of ${name}</label>
<textarea id="d_${name}" name="document" rows="12" class="mono" spellcheck="false">${version && jsonText(version.document)}</textarea><p><button>Save policy ${name}</button></p>`;
  return html`<h3>${name}</h3><p class="mono">${arn}</p>${own && form(scene, { action: 'policy', role, body: edit })}
${form(scene, { action: 'detach', role, body: html`${hidden}<button>Detach ${name}</button>` })}`;
}

function boundary(scene: Scene, role: Role): Markup {
  const set = html`<label for="boundary">Boundary: policy ARN</label><input id="boundary" type="text" name="policyArn" list="known" value="${role.boundaryArn ?? ''}"
autocomplete="off" spellcheck="false"><p class="hint">Empty: no boundary.</p><p><button>Set permissions boundary</button></p>`;
  return html`<section class="card"><h2>Permissions boundary</h2><p>${role.boundaryArn ? html`<code>${role.boundaryArn}</code>` : 'Not set.'}</p>
${form(scene, { action: 'boundary', role, body: set })}</section>`;
}

function trust(scene: Scene, role: Role): Markup {
  const edit = html`<label for="trust">Trust policy</label><textarea id="trust" name="document" rows="14" class="mono" spellcheck="false">${jsonText(role.trust)}</textarea>
<p><button>Update trust policy</button></p>`;
  return html`<section class="card"><h2>Trust relationships</h2>${form(scene, { action: 'trust', role, body: edit })}</section>`;
}

function form(scene: Scene, { action, role, body }: { action: string; role: Role; body: Markup }): Markup {
  return html`<form method="post" action="/_console/roles/${action}">${contextFields(scene)}<input type="hidden" name="role" value="${role.name}">${body}</form>`;
}

function knownPolicies(scene: Scene): string[] {
  return [...Object.keys(scene.identity?.account.policies ?? {}), ...AWS_MANAGED_ARNS];
}

function jsonText(document: PolicyDocument): string {
  return JSON.stringify(document, null, 2);
}

import { accountText, html, Markup } from '@/sandbox/console/html';
import type { Identity } from '@/sandbox/console/identity';
import { PLACES, plainAddress } from '@/sandbox/console/place';
import type { World } from '@/sandbox/world';

/** One page of the console: what stands in its main part. */
export type View = { title: string; body: Markup /** Drawn again until it is finished. */; live?: boolean };

/** What a page is drawn from. `plain` = without a script, every link and form leads to a page without a fragment. */
export type Scene = { world: World; identity: Identity | null; at: string; plain: boolean };

/** Where a link of a page leads. */
export function link(scene: Pick<Scene, 'plain'>, at: string): string {
  return scene.plain && at.includes('#') ? plainAddress(at) : at;
}

/** A whole document. `shell` leaves the main part to the script, which knows the fragment. */
export function documentOf(view: View, options: { shell?: boolean; plain?: boolean; at: string }): string {
  const nav = (at: string) => link({ plain: options.plain ?? false }, at);
  const reload = view.live && options.plain ? html`<meta http-equiv="refresh" content="2">` : '';
  const script = html`<script src="/_console/console.js" type="module"></script>`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${reload}
<title>${view.title} - Sandbox AWS console</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/_console/console.css"></head>
<body><header><p class="banner">Sandbox: this is not AWS</p><nav aria-label="Services"><a href="/">Accounts</a>
<a href="${nav(PLACES.stacks)}">CloudFormation</a><a href="${nav(PLACES.roles)}">IAM</a><a href="${nav(PLACES.exports)}">Billing and Cost Management: Data Exports</a>
<a href="${nav(PLACES.preferences)}">Cost Management preferences</a></nav></header>
<main${options.shell ? new Markup(' data-shell') : ''}>${view.body}</main>${options.shell && script}</body></html>`
    .text;
}

/** What stands in the main part until the script has asked for the page; without JavaScript the whole link is pasted. */
export function waitingForScript(): View {
  const body = html`<h1 class="muted">Loading</h1><noscript><div class="card"><p>This page's address goes on behind the #, which
no server sees. Without JavaScript, copy the whole link here.</p><form method="get" action="/_console/open">
<label for="link">Link</label><textarea id="link" name="link" rows="4" required></textarea>
<p><button class="main">Open</button></p></form></div></noscript>`;
  return { title: 'Loading', body };
}

/** Who is signed in, large, and the ways to be somebody else. */
export function identityBar(scene: Scene): Markup {
  const { identity } = scene;
  const others = html`<a href="/?back=${encodeURIComponent(scene.at)}">Switch account</a>`;
  if (!identity) return html`<div class="card who"><p>You are not signed in.</p>${others}</div>`;
  const { account, user } = identity;
  const switches = Object.values(account.users).filter((one) => one.name !== user.name);
  return html`<div class="card who"><p>Account <strong class="mono">${accountText(account.id)}</strong> as <strong>${user.name}</strong></p>
${switches.map((one) => signInForm(scene, { accountId: account.id, userName: one.name, label: `Be ${one.name}` }))}${others}</div>`;
}

/** A button that signs in and comes back to the same page. */
export function signInForm(
  scene: Pick<Scene, 'at' | 'plain'>,
  button: { accountId: string; userName: string; label: string; main?: boolean },
): Markup {
  return html`<form method="post" action="/_console/sign-in"><input type="hidden" name="accountId" value="${button.accountId}">
<input type="hidden" name="userName" value="${button.userName}">${contextFields(scene)}
<button class="${button.main ? 'main' : ''}">${button.label}</button></form>`;
}

/** Tells the answer of a form where the person was, and whether pages without a script are wanted. */
export function contextFields(scene: Pick<Scene, 'at' | 'plain'>): Markup {
  return html`<input type="hidden" name="back" value="${scene.at}">${scene.plain && html`<input type="hidden" name="plain" value="1">`}`;
}

/** An answer of AWS that says no; a heading of its own tells it from the page. */
export function problem(message: string): Markup {
  return html`<div class="card error" role="alert"><strong>AWS refused:</strong> <span>${message}</span></div>`;
}

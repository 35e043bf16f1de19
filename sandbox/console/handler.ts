import type { IncomingMessage, ServerResponse } from 'node:http';
import { advance } from '@/sandbox/cloudformation/engine';
import { ACTIONS } from '@/sandbox/console/actions';
import { SCRIPT, STYLE } from '@/sandbox/console/assets';
import { exportFormPage } from '@/sandbox/console/export-form';
import { exportsPage, preferencesPage } from '@/sandbox/console/export-pages';
import { FormRefused, readForm } from '@/sandbox/console/form-input';
import { homePage } from '@/sandbox/console/home-page';
import { html } from '@/sandbox/console/html';
import { rolePage, rolesPage } from '@/sandbox/console/iam-pages';
import { identityOf } from '@/sandbox/console/identity';
import type { Outcome } from '@/sandbox/console/outcome';
import { documentOf, type Scene, type View, waitingForScript } from '@/sandbox/console/page';
import { type Place, placeOf, plainAddress } from '@/sandbox/console/place';
import { stackPage, stacksPage } from '@/sandbox/console/stack-pages';
import { draftOf, stackReviewPage, uploadPage } from '@/sandbox/console/stack-review-page';
import { updateReviewPage, updateTemplatePage } from '@/sandbox/console/stack-update-page';
import type { World } from '@/sandbox/world';

/**
 * Serves the console: AWS's own paths as shells whose fragment the script reads, and under /_console/ the views, the
 * forms and the same pages without a script. Answers to this machine's names only.
 */
export async function handleConsole(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  advance(world);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '')) {
    send(response, { status: 421, body: 'The sandbox answers on 127.0.0.1 only.', type: 'text/plain' });
    return;
  }
  try {
    if (request.method === 'POST') await post(world, { request, response, path: url.pathname });
    else if (request.method === 'GET' || request.method === 'HEAD')
      await get(world, { request, response, url });
    else send(response, { status: 405, body: 'GET or POST.', type: 'text/plain' });
  } catch (error) {
    if (!(error instanceof FormRefused)) throw error;
    const view = {
      title: 'Not done',
      body: html`<h1>Not done</h1><p>${error.message}</p><p><a href="/">Accounts</a></p>`,
    };
    send(response, { status: error.status, body: documentOf(view, { at: '/' }) });
  }
}

type Exchange = { request: IncomingMessage; response: ServerResponse };

async function get(world: World, { request, response, url }: Exchange & { url: URL }): Promise<void> {
  const { pathname, searchParams } = url;
  if (pathname === '/_console/console.css') return send(response, { body: STYLE, type: 'text/css' });
  if (pathname === '/_console/console.js') return send(response, { body: SCRIPT, type: 'text/javascript' });
  if (pathname === '/_console/open')
    return redirect(response, { to: plainAddress(localPart(searchParams.get('link') ?? '')) });
  const identity = identityOf(world, request);
  const at = searchParams.get('at') ?? '/';
  if (pathname === '/_console/view') {
    const { view } = await viewOf({ world, identity, at: placeOf(at).at, plain: false });
    return send(response, {
      body: view.body.text,
      headers: { 'x-title': encodeURIComponent(`${view.title} - Sandbox AWS console`) },
    });
  }
  if (pathname === '/_console/page') {
    const { view, status } = await viewOf({ world, identity, at: placeOf(at).at, plain: true });
    return send(response, { status, body: documentOf(view, { plain: true, at }) });
  }
  if (pathname === '/') {
    const back = searchParams.get('back');
    const view = homePage(
      { world, identity, at: '/', plain: false },
      {
        search: searchParams.get('q') ?? '',
        back: back && placeOf(back).at,
        played: { accountId: searchParams.get('account') ?? '', step: searchParams.get('played') ?? '' },
      },
    );
    return send(response, { body: documentOf(view, { at: '/' }) });
  }
  if (SHELLS.includes(pathname))
    return send(response, { body: documentOf(waitingForScript(), { shell: true, at: pathname }) });
  return send(response, { status: 404, body: documentOf(notPlayed(pathname), { at: pathname }) });
}

async function post(world: World, { request, response, path }: Exchange & { path: string }): Promise<void> {
  const name = path.replace(/^\/_console\//, '');
  const run = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (!run) throw new FormRefused(404, 'There is no such form.');
  const fields = await readForm(request);
  const plain = fields.has('plain');
  const outcome: Outcome = await run(
    { world, identity: identityOf(world, request), at: fields.get('back') ?? '/', plain },
    fields,
  );
  if ('view' in outcome) {
    send(response, {
      status: outcome.status,
      body: documentOf(outcome.view, { plain, at: '/' }),
    });
    return;
  }
  redirect(response, {
    to: plain && outcome.to.includes('#') ? plainAddress(outcome.to) : outcome.to,
    cookie: outcome.cookie,
  });
}

/** AWS's paths whose pages lie behind a fragment. */
const SHELLS = ['/cloudformation/home', '/costmanagement/home', '/iam/home'];

type Page = (scene: Scene, place: Place) => View | Promise<View>;

/** Every page by its path and what stands before the question mark of the fragment. */
const PAGES: Record<string, Page> = {
  '/cloudformation/home#': (scene, place) => stacksPage(scene, place.region),
  '/cloudformation/home#/stacks': (scene, place) => stacksPage(scene, place.region),
  '/cloudformation/home#/stacks/create': (scene) => uploadPage(scene),
  '/cloudformation/home#/stacks/create/review': (scene, place) =>
    stackReviewPage(scene, { draft: draftOf(place) }),
  '/cloudformation/home#/stacks/quickcreate': (scene, place) =>
    stackReviewPage(scene, { draft: draftOf(place) }),
  '/cloudformation/home#/stacks/events': (scene, place) =>
    stackPage(scene, { stackId: place.values.get('stackId') ?? '' }),
  '/cloudformation/home#/stacks/stackinfo': (scene, place) =>
    stackPage(scene, { stackId: place.values.get('stackId') ?? '' }),
  '/cloudformation/home#/stacks/update/template': (scene, place) =>
    updateTemplatePage(scene, { stackId: place.values.get('stackId') ?? '' }),
  '/cloudformation/home#/stacks/update/review': (scene, place) =>
    updateReviewPage(scene, { draft: { ...draftOf(place), stackId: place.values.get('stackId') ?? '' } }),
  '/iam/home#': (scene) => rolesPage(scene),
  '/iam/home#/roles': (scene) => rolesPage(scene),
  '/costmanagement/home#': (scene) => exportsPage(scene),
  '/costmanagement/home#/bcm-data-exports': (scene) => exportsPage(scene),
  '/costmanagement/home#/bcm-data-exports/create': (scene) => exportFormPage(scene, {}),
  '/costmanagement/home#/bcm-data-exports/edit': (scene, place) =>
    exportFormPage(scene, { editing: place.values.get('name') ?? '' }),
  '/costmanagement/home#/settings': (scene) => preferencesPage(scene),
};

async function viewOf(scene: Scene): Promise<{ view: View; status: number }> {
  const place = placeOf(scene.at);
  const name = `${place.path}#${place.page}`;
  const draw = Object.hasOwn(PAGES, name) ? PAGES[name] : pageOfRole(place);
  return draw
    ? { view: await draw(scene, place), status: 200 }
    : { view: notPlayed(place.path), status: 404 };
}

/** The one page whose name stands in its address, before any question mark. */
function pageOfRole({ path, page }: Place): Page | undefined {
  const name = path === '/iam/home' ? /^\/roles\/details\/([\w+=,.@%-]+)$/.exec(page)?.[1] : undefined;
  return name === undefined ? undefined : (scene) => rolePage(scene, { name: decoded(name) });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function notPlayed(path: string): View {
  return {
    title: 'Not in the sandbox',
    body: html`<h1>Not in the sandbox</h1><p>AWS has a page at <code>${path}</code>; the sandbox plays CloudFormation, roles in IAM and Data Exports only.</p>
<p><a href="/">Accounts</a></p>`,
  };
}

/** What a pasted link says after its host; the host does not matter here. */
function localPart(link: string): string {
  const trimmed = link.trim();
  if (!URL.canParse(trimmed)) return trimmed;
  const { pathname, search, hash } = new URL(trimmed);
  return `${pathname}${search}${hash}`;
}

type Page200 = { body: string; status?: number; type?: string; headers?: Record<string, string> };

function send(
  response: ServerResponse,
  { body, status = 200, type = 'text/html', headers = {} }: Page200,
): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'content-security-policy':
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(body);
}

/** Text that is no ASCII, from a link that somebody typed, is encoded: headers hold none. */
function redirect(
  response: ServerResponse,
  { to, cookie }: { to: string; cookie?: string | undefined },
): void {
  response.writeHead(303, {
    location: to.replace(/[^\x21-\x7e]/gu, encodeURIComponent),
    'cache-control': 'no-store',
    ...(cookie === undefined ? {} : { 'set-cookie': cookie }),
  });
  response.end();
}

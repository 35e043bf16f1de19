import { accountText, html, type Markup } from '@/sandbox/console/html';
import { link, problem, type Scene, signInForm, type View } from '@/sandbox/console/page';
import { PLACES } from '@/sandbox/console/place';
import { SANDBOX_OPERATOR } from '@/sandbox/operator';
import { SCENARIOS } from '@/sandbox/scenarios';
import type { Scenario } from '@/sandbox/scenarios/scenario';
import { isStep, STEPS, type StepId } from '@/sandbox/scenarios/steps';
import type { Account, Bucket } from '@/sandbox/state';

type Asked = {
  search: string;
  back: string | null;
  /** What AWS said to a step that was to be played. */
  refused?: string;
  /** The step that was just played. */
  played?: { accountId: string; step: string };
};

/**
 * Every account of the sandbox in plain words, by its number, with the people one can be. `search` filters by number,
 * title, bucket and description; `back` is where signing in leads.
 */
export function homePage(scene: Scene, { search, back, refused, played }: Asked): View {
  const accounts = Object.values(scene.world.accounts)
    .filter(
      (account) =>
        account.id !== SANDBOX_OPERATOR.accountId && wordsOf(account).includes(search.trim().toLowerCase()),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const target = { ...scene, at: back ?? PLACES.stacks };
  const body = html`<h1>Accounts of the sandbox</h1>${refused !== undefined && problem(refused)}
<p>Each account plays one situation. In Tributary, connect the account ID and the bucket that stand with it. Sign in here to be its people.</p>
<form class="card" method="get" action="/" role="search"><label for="q">Search situations and accounts</label>
<div class="row"><input id="q" type="search" name="q" value="${search}">${back && html`<input type="hidden" name="back" value="${back}">`}
<button>Search</button></div></form>
${accounts.length === 0 && html`<p>No account fits "${search}".</p>`}
${accounts.map((account) => accountCard(target, { account, played: played?.accountId === account.id ? played.step : '' }))}
<form class="card" method="post" action="/_console/sign-in"><h2>Another account</h2><label for="other">Account ID</label>
<p class="hint">12 digits. An account that does not exist yet is made, without a bucket.</p>
<input id="other" type="text" name="accountId" inputmode="numeric" autocomplete="off" required>
<input type="hidden" name="back" value="${target.at}"><p><button>Sign in as admin</button></p></form>`;
  return { title: 'Accounts', body };
}

function accountCard(scene: Scene, { account, played }: { account: Account; played: string }): Markup {
  const scenario = scenarioOf(account);
  const buckets = Object.values(scene.world.buckets).filter((bucket) => bucket.accountId === account.id);
  const here = scene.identity?.account.id === account.id;
  return html`<section class="card" aria-labelledby="a${account.id}"><h2 id="a${account.id}">${account.title}</h2>
<p>${scenario?.says ?? 'Nothing special is set up here.'}</p>
<dl><dt>Account ID to enter</dt><dd class="mono">${accountText(account.id)}</dd>${bucketRow(scenario, buckets)}
${scenario && html`<dt>What you will see in Tributary</dt><dd>${scenario.sees}</dd>`}</dl>
${isStep(played) && html`<p role="status"><strong class="ok">Played: ${STEPS[played].label}</strong></p>`}
${scenario?.later && html`<h3>What comes later</h3><div class="row">${scenario.later.map((step) => stepForm({ account, step }))}</div><h3>People</h3>`}
<div class="row">${Object.values(account.users).map((user) =>
    signInForm(scene, { accountId: account.id, userName: user.name, label: labelOf(user.name) }),
  )}${here && html`<a href="${link(scene, PLACES.stacks)}">You are signed in here</a>`}</div></section>`;
}

/** The bucket to enter; the account's others stand beside it. */
function bucketRow(scenario: Scenario | undefined, buckets: Bucket[]): Markup {
  const names = buckets.map(({ name }) => name);
  const first = scenario?.type ?? scenario?.buckets[0] ?? names[0];
  if (first === undefined) return html`<dt>Bucket</dt><dd>No bucket yet.</dd>`;
  const others = names.filter((name) => name !== first);
  return html`<dt>Bucket to enter</dt><dd><code>${first}</code></dd>${
    others.length > 0 &&
    html`<dt>Its other buckets</dt><dd>${others.map((name, index) => html`${index > 0 && ', '}<code>${name}</code>`)}</dd>`
  }`;
}

function stepForm({ account, step }: { account: Account; step: StepId }): Markup {
  return html`<form method="post" action="/_console/play"><input type="hidden" name="accountId" value="${account.id}">
<input type="hidden" name="step" value="${step}"><button>${STEPS[step].label}</button></form>`;
}

function scenarioOf(account: Account): Scenario | undefined {
  return SCENARIOS.find((one) => one.id === account.scenario);
}

const LABELS: Record<string, string> = {
  admin: 'Sign in as admin',
  seven: 'Sign in with the seven permissions',
};

function labelOf(userName: string): string {
  return LABELS[userName] ?? `Sign in as ${userName}`;
}

function wordsOf(account: Account): string {
  const scenario = scenarioOf(account);
  const words = [
    account.id,
    accountText(account.id),
    account.title,
    scenario?.says,
    scenario?.sees,
    ...(scenario?.buckets ?? []),
  ];
  return words.join(' ').toLowerCase();
}

import { accountText, html, type Markup } from '@/sandbox/console/html';
import { link, type Scene, signInForm, type View } from '@/sandbox/console/page';
import { PLACES } from '@/sandbox/console/place';
import { SANDBOX_OPERATOR } from '@/sandbox/operator';
import { SCENARIOS } from '@/sandbox/scenarios';
import type { Account } from '@/sandbox/state';

/**
 * Every account of the sandbox in plain words, by its number, with the people one can be. `search` filters by number,
 * title, bucket and description; `back` is where signing in leads.
 */
export function homePage(scene: Scene, { search, back }: { search: string; back: string | null }): View {
  const accounts = Object.values(scene.world.accounts)
    .filter(
      (account) =>
        account.id !== SANDBOX_OPERATOR.accountId && wordsOf(account).includes(search.trim().toLowerCase()),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const target = { ...scene, at: back ?? PLACES.stacks };
  const body = html`<h1>Accounts of the sandbox</h1>
<p>Each account plays one situation. Sign in to look around as its people; in Tributary type its account ID and bucket.</p>
<form class="card" method="get" action="/" role="search"><label for="q">Search accounts</label>
<div class="row"><input id="q" type="search" name="q" value="${search}">${back && html`<input type="hidden" name="back" value="${back}">`}
<button>Search</button></div></form>
${accounts.length === 0 && html`<p>No account fits "${search}".</p>`}
${accounts.map((account) => accountCard(target, account))}
<form class="card" method="post" action="/_console/sign-in"><h2>Another account</h2><label for="other">Account ID</label>
<p class="hint">12 digits. An account that does not exist yet is made, without a bucket.</p>
<input id="other" type="text" name="accountId" inputmode="numeric" autocomplete="off" required>
<input type="hidden" name="back" value="${target.at}"><p><button>Sign in as admin</button></p></form>`;
  return { title: 'Accounts', body };
}

function accountCard(scene: Scene, account: Account): Markup {
  const scenario = SCENARIOS.find((one) => one.id === account.scenario);
  const buckets = Object.values(scene.world.buckets).filter((bucket) => bucket.accountId === account.id);
  const here = scene.identity?.account.id === account.id;
  return html`<section class="card" aria-labelledby="a${account.id}"><h2 id="a${account.id}">${account.title} <span class="mono muted">${accountText(account.id)}</span></h2>
<p>${scenario?.says ?? 'Nothing special is set up here.'}</p>
<p>${buckets.length === 0 ? 'No bucket yet.' : html`Bucket ${buckets.map((bucket, index) => html`${index > 0 && ', '}<code>${bucket.name}</code>`)}`}</p>
<div class="row">${Object.values(account.users).map((user) =>
    signInForm(scene, { accountId: account.id, userName: user.name, label: labelOf(user.name) }),
  )}${here && html`<a href="${link(scene, PLACES.stacks)}">You are signed in here</a>`}</div></section>`;
}

const LABELS: Record<string, string> = {
  admin: 'Sign in as admin',
  seven: 'Sign in with the seven permissions',
};

function labelOf(userName: string): string {
  return LABELS[userName] ?? `Sign in as ${userName}`;
}

function wordsOf(account: Account): string {
  const scenario = SCENARIOS.find((one) => one.id === account.scenario);
  const words = [
    account.id,
    accountText(account.id),
    account.title,
    scenario?.says,
    ...(scenario?.buckets ?? []),
  ];
  return words.join(' ').toLowerCase();
}

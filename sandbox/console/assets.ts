/** The one style sheet of the console's pages: no fonts, no images, light and dark. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #f4f5f7; --surface: #fff; --line: #8a919c; --soft: #d5d9df; --ink: #16191f;
  --muted: #4b5563; --accent: #0b57a4; --accent-ink: #fff; --ok: #17663a; --bad: #a3161b; --wait: #7a4a00; --sand: #fff3c4; --sand-ink: #4a3500; }
@media (prefers-color-scheme: dark) { :root { --ground: #10141a; --surface: #181e27; --line: #7d8796; --soft: #333c49; --ink: #eceff4;
  --muted: #b3bcc9; --accent: #7db8f7; --accent-ink: #0b1420; --ok: #7ad7a0; --bad: #ff9c9c; --wait: #f2c26b; --sand: #4a3a08; --sand-ink: #ffeeb8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
.banner { background: var(--sand); color: var(--sand-ink); padding: 8px 16px; font-weight: 600; text-align: center; margin: 0; }
header nav { display: flex; flex-wrap: wrap; gap: 4px 20px; padding: 12px 16px; background: var(--surface); border-bottom: 1px solid var(--soft); }
main { max-width: 960px; margin: 0 auto; padding: 20px 16px 64px; }
h1 { font-size: 24px; margin: 8px 0 16px; } h2 { font-size: 18px; margin: 0 0 12px; } h3 { font-size: 16px; margin: 16px 0 4px; }
a { color: var(--accent); } p { margin: 0 0 12px; }
.card { background: var(--surface); border: 1px solid var(--soft); border-radius: 8px; padding: 16px; margin: 0 0 16px; }
.sand { background: var(--sand); color: var(--sand-ink); border: 1px dashed var(--sand-ink); border-radius: 8px; padding: 16px; margin: 0 0 16px; }
.who { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; } .who p { margin: 0; font-size: 18px; }
.error { border: 2px solid var(--bad); } .error strong, .bad { color: var(--bad); } .ok { color: var(--ok); } .wait { color: var(--wait); }
.wide.mono, pre { overflow-x: auto; margin: 0 0 12px; } textarea.mono { font-family: ui-monospace, monospace; }
.muted { color: var(--muted); } code, .mono { font-family: ui-monospace, monospace; font-size: 14px; }
fieldset { border: 1px solid var(--soft); border-radius: 8px; padding: 12px 16px; margin: 0 0 16px; background: var(--surface); }
legend { font-weight: 600; padding: 0 4px; } label { display: block; font-weight: 600; margin: 8px 0 4px; }
label.box { font-weight: 400; display: flex; gap: 8px; align-items: baseline; margin: 6px 0; }
input[type=text], input[type=search], select, textarea { width: 100%; padding: 8px; font: inherit; color: inherit; background: var(--surface); border: 1px solid var(--line); border-radius: 4px; }
.hint { color: var(--muted); font-size: 14px; margin: 0 0 4px; }
button { font: inherit; font-weight: 600; padding: 8px 16px; border-radius: 20px; border: 2px solid var(--accent); background: transparent; color: var(--accent); cursor: pointer; }
button.main { background: var(--accent); color: var(--accent-ink); } .sand button { border-color: var(--sand-ink); color: var(--sand-ink); }
.sand a { color: var(--sand-ink); } :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; } .row form { margin: 0; } form { margin: 0; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: 8px 12px 8px 0; border-bottom: 1px solid var(--soft); overflow-wrap: normal; }
td.mono { overflow-wrap: anywhere; min-width: 120px; } dl { margin: 0; } dt { color: var(--muted); } dd { margin: 0 0 8px; }
`;

/**
 * The pages of AWS's console live behind a fragment, which no server sees. This asks the sandbox for the page that the
 * fragment names, puts it in, and keeps what is marked data-live up to date every second.
 */
export const SCRIPT = `
const main = document.querySelector('main');
const here = () => location.pathname + location.search + location.hash;
const load = async () => {
  const answer = await fetch('/_console/view?at=' + encodeURIComponent(here()));
  return { text: await answer.text(), title: decodeURIComponent(answer.headers.get('x-title') || '') };
};
let shown = '';
const show = async () => {
  const { text, title } = await load();
  shown = text;
  main.innerHTML = text;
  if (title) document.title = title;
};
const refresh = async () => {
  if (document.hidden || !main.querySelector('[data-live]')) return;
  const { text } = await load();
  if (text === shown) return;
  shown = text;
  const next = new DOMParser().parseFromString(text, 'text/html').querySelector('[data-live]');
  const old = main.querySelector('[data-live]');
  if (next && old) old.replaceWith(document.importNode(next, true));
};
if (main.dataset.shell !== undefined) {
  addEventListener('hashchange', show);
  show();
  setInterval(refresh, 1000);
}
`;

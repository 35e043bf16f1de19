import { accountText, html, type Markup, timeText } from '@/sandbox/console/html';
import { contextFields, identityBar, link, problem, type Scene, type View } from '@/sandbox/console/page';
import { editExportPlace, PLACES } from '@/sandbox/console/place';
import type { ReportDefinition } from '@/sandbox/report-state';
import type { Account } from '@/sandbox/state';

const UNIT = { HOURLY: 'Hourly', DAILY: 'Daily', MONTHLY: 'Monthly' } as const;
const COMPRESSION = { GZIP: 'gzip - text/csv', ZIP: 'ZIP - text/csv', Parquet: 'Parquet' } as const;

/** "Data Exports": the legacy reports of the account, and the sandbox's own buttons that play AWS's delivery. */
export function exportsPage(scene: Scene, refused?: string): View {
  const title = 'Data Exports';
  const head = html`${identityBar(scene)}<h1>${title}</h1>${refused !== undefined && problem(refused)}`;
  const account = scene.identity?.account;
  if (!account) return { title, body: html`${head}${chooseAccount(scene)}` };
  const body = html`${head}<p><a href="${link(scene, PLACES.createExport)}">Create</a> a legacy CUR export</p>
${account.reports.length === 0 && html`<p>Account ${accountText(account.id)} has no legacy CUR exports.</p>`}
${account.reports.map((report) => reportCard(scene, report))}`;
  return { title, body };
}

/** The Cost Management preference without which split cost allocation data cannot be chosen. */
export function preferencesPage(scene: Scene): View {
  const title = 'Cost Management preferences';
  const account = scene.identity?.account;
  const form =
    account &&
    html`<form class="card" method="post" action="/_console/preferences">${contextFields(scene)}<h2>General</h2>
<h3>Split cost allocation data</h3><label class="box"><input type="checkbox" name="split" value="1"${checked(account.splitCostPreference)}>
<span>Amazon Elastic Container Service (ECS) and Amazon Elastic Kubernetes Service (EKS)</span></label>
<p><button class="main">Save preferences</button></p></form>`;
  return { title, body: html`${identityBar(scene)}<h1>${title}</h1>${form ?? chooseAccount(scene)}` };
}

function reportCard(scene: Scene, report: ReportDefinition): Markup {
  const { additionalSchemaElements: elements } = report;
  return html`<section class="card"><h2>${report.reportName}</h2><dl><dt>Export type</dt><dd>Legacy CUR export</dd>
<dt>Additional export content</dt><dd>${contentText(elements, report.refreshClosedReports)}</dd>
<dt>Time granularity</dt><dd>${UNIT[report.timeUnit]}</dd><dt>Compression type and file format</dt><dd>${COMPRESSION[report.compression]}</dd>
<dt>Report versioning</dt><dd>${report.reportVersioning === 'OVERWRITE_REPORT' ? 'Overwrite existing report' : 'Create new report version'}</dd>
<dt>S3 bucket and path prefix</dt><dd class="mono">${report.s3Bucket}/${report.s3Prefix}</dd>
<dt>Last delivery</dt><dd>${report.lastDelivery === null ? 'None yet' : timeText(report.lastDelivery)}${report.lastStatus && html`, ${report.lastStatus}`}</dd></dl>
<div class="row"><a href="${link(scene, editExportPlace(report.reportName))}">Edit ${report.reportName}</a>
${reportButton(scene, { report, action: 'delete', label: 'Delete' })}</div></section>
<section class="sand" aria-label="Delivery of ${report.reportName}"><p>AWS delivers within 24 hours. The sandbox does it when you say so.</p><div class="row">
${reportButton(scene, { report, action: 'deliver', label: 'Deliver now' })}
${reportButton(scene, { report, action: 'fail', label: 'Deliver with a permissions error' })}</div></section>`;
}

function contentText(elements: string[], refresh: boolean): string {
  const content = [
    elements.includes('RESOURCES') && 'Include resource IDs',
    elements.includes('SPLIT_COST_ALLOCATION_DATA') && 'Split cost allocation data',
    refresh && 'Refresh automatically',
  ].filter((one) => one !== false);
  return content.length > 0 ? content.join(', ') : 'None';
}

function reportButton(
  scene: Scene,
  button: { report: ReportDefinition; action: string; label: string },
): Markup {
  const name = button.report.reportName;
  return html`<form method="post" action="/_console/reports/${button.action}">${contextFields(scene)}
<input type="hidden" name="name" value="${name}"><button aria-label="${button.label}: ${name}">${button.label}</button></form>`;
}

export function chooseAccount(scene: Scene): Markup {
  return html`<p><a href="/?back=${encodeURIComponent(scene.at)}">Choose an account</a> first.</p>`;
}

export function checked(yes: boolean): Markup {
  return yes ? html` checked` : html``;
}

export function reportOf(account: Account, name: string): ReportDefinition | undefined {
  return account.reports.find((report) => report.reportName === name);
}

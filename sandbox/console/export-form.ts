import { checked, chooseAccount, reportOf } from '@/sandbox/console/export-pages';
import { html, type Markup } from '@/sandbox/console/html';
import { contextFields, identityBar, link, problem, type Scene, type View } from '@/sandbox/console/page';
import { PLACES } from '@/sandbox/console/place';
import { REGIONS } from '@/sandbox/console/regions';
import type { ReportDefinition } from '@/sandbox/report-state';
import type { Account } from '@/sandbox/state';

/** What the form holds: the report to edit, what was typed before AWS refused it, or what AWS fills in. */
export type Typed = Pick<
  ReportDefinition,
  | 'reportName'
  | 'timeUnit'
  | 'compression'
  | 'additionalSchemaElements'
  | 's3Bucket'
  | 's3Prefix'
  | 'refreshClosedReports'
  | 'reportVersioning'
> & { newBucket: string; newBucketRegion: string };

const FRESH: Typed = {
  reportName: '',
  timeUnit: 'HOURLY',
  compression: 'Parquet',
  additionalSchemaElements: [],
  s3Bucket: '',
  s3Prefix: '',
  refreshClosedReports: true,
  reportVersioning: 'OVERWRITE_REPORT',
  newBucket: '',
  newBucketRegion: 'us-east-1',
};

/** "Create export" or "Edit export" in AWS's headings. `editing` is the name of the report that is changed. */
export function exportFormPage(
  scene: Scene,
  form: { editing?: string; typed?: Typed; refused?: string },
): View {
  const account = scene.identity?.account;
  const title = form.editing === undefined ? 'Create export' : 'Edit export';
  const head = html`${identityBar(scene)}<h1>${title}</h1>${form.refused !== undefined && problem(form.refused)}`;
  if (!account) return { title, body: html`${head}${chooseAccount(scene)}` };
  const report = form.editing === undefined ? undefined : reportOf(account, form.editing);
  if (form.editing !== undefined && !report)
    return { title, body: html`${head}${problem(`No report named ${form.editing}`)}` };
  const typed = form.typed ?? (report ? { ...FRESH, ...report } : FRESH);
  const fixed = report?.reportVersioning === 'OVERWRITE_REPORT';
  const body = html`${head}<form method="post" action="/_console/reports/save">${contextFields(scene)}
${report && html`<input type="hidden" name="editing" value="${report.reportName}">`}
${fixed && html`<p>A report that overwrites keeps its resource IDs, time granularity, versioning and name. To change one, create a new report with another name.</p>`}
${details(typed, report !== undefined)}${content(typed, { account, fixed })}${delivery(typed, fixed)}${storage(scene, { typed, account })}
<div class="row"><a href="${link(scene, PLACES.exports)}">Cancel</a><button class="main">${report ? 'Save' : 'Create report'}</button></div></form>`;
  return { title, body };
}

function details(typed: Typed, editing: boolean): Markup {
  return html`<fieldset><legend>Export type</legend><label class="box"><input type="radio" name="exportType" value="standard" disabled><span>Standard data export</span></label>
<label class="box"><input type="radio" name="exportType" value="legacy" checked><span>Legacy CUR export</span></label></fieldset>
<div class="card"><label for="name">Export name</label><input id="name" type="text" name="reportName" value="${typed.reportName}" autocomplete="off"${editing ? html` readonly` : ''}></div>`;
}

function content(typed: Typed, { account, fixed }: { account: Account; fixed: boolean }): Markup {
  const has = (element: string) => checked(typed.additionalSchemaElements.includes(element));
  const split = account.splitCostPreference;
  return html`<fieldset><legend>Additional export content</legend>
<label class="box"><input type="checkbox" name="resourceIds" value="1"${has('RESOURCES')}${disabled(fixed)}><span>Include resource IDs</span></label>
<label class="box"><input type="checkbox" name="split" value="1"${has('SPLIT_COST_ALLOCATION_DATA')}${disabled(!split)}><span>Split cost allocation data</span></label>
${!split && html`<p class="hint">Turn it on in Cost Management preferences first.</p>`}
<label class="box"><input type="checkbox" name="refresh" value="1"${checked(typed.refreshClosedReports)}><span>Refresh automatically</span></label></fieldset>`;
}

function delivery(typed: Typed, fixed: boolean): Markup {
  return html`${radios('timeUnit', {
    legend: 'Time granularity',
    chosen: typed.timeUnit,
    fixed,
    choices: [
      ['HOURLY', 'Hourly'],
      ['DAILY', 'Daily'],
      ['MONTHLY', 'Monthly'],
    ],
  })}
${radios('reportVersioning', {
  legend: 'Report versioning',
  chosen: typed.reportVersioning,
  fixed,
  choices: [
    ['CREATE_NEW_REPORT', 'Create new report version'],
    ['OVERWRITE_REPORT', 'Overwrite existing report'],
  ],
})}${radios('compression', {
  legend: 'Compression type and file format',
  chosen: typed.compression,
  fixed: false,
  choices: [
    ['GZIP', 'gzip - text/csv'],
    ['ZIP', 'ZIP - text/csv'],
    ['Parquet', 'Parquet'],
  ],
})}`;
}

function storage(scene: Scene, { typed, account }: { typed: Typed; account: Account }): Markup {
  const buckets = Object.values(scene.world.buckets).filter((bucket) => bucket.accountId === account.id);
  return html`<fieldset><legend>S3 bucket</legend>
<label for="s3Bucket">Select an existing bucket</label><select id="s3Bucket" name="s3Bucket"><option value="">None, create a bucket</option>
${buckets.map(({ name }) => html`<option value="${name}"${name === typed.s3Bucket ? html` selected` : ''}>${name}</option>`)}</select>
<label for="newBucket">Create a bucket: bucket name</label><input id="newBucket" type="text" name="newBucket" value="${typed.newBucket}" autocomplete="off" spellcheck="false">
<label for="newBucketRegion">Create a bucket: Region</label><select id="newBucketRegion" name="newBucketRegion">${REGIONS.map(
    (region) => html`<option${region === typed.newBucketRegion ? html` selected` : ''}>${region}</option>`,
  )}</select></fieldset>
<div class="card"><label for="s3Prefix">S3 path prefix</label><input id="s3Prefix" type="text" name="s3Prefix" value="${typed.s3Prefix}" autocomplete="off"></div>`;
}

function radios(
  name: string,
  group: { legend: string; chosen: string; fixed: boolean; choices: [value: string, label: string][] },
): Markup {
  return html`<fieldset><legend>${group.legend}</legend>${group.choices.map(
    ([value, label]) =>
      html`<label class="box"><input type="radio" name="${name}" value="${value}"${checked(value === group.chosen)}${disabled(group.fixed)}><span>${label}</span></label>`,
  )}</fieldset>`;
}

function disabled(yes: boolean): Markup {
  return yes ? html` disabled` : html``;
}

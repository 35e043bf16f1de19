import { type CorpusCase, dataExport, one, report } from './case';
import { edit, moved, NEWEST_DATA, NEWEST_MANIFEST, rewrite, without } from './edit';

const absences: CorpusCase[] = [
  one('all data files are gone', {
    objects: () => without(report({ format: 'gzip' }), NEWEST_DATA),
    codes: ['DATA_FILES_MISSING'],
  }),
  {
    what: 'one of three data files is gone',
    objects: () => without(report({ format: 'gzip', parts: 3 }), /20261101-20261201\/hourly-00002/),
    verdict: { reports: { 'cur/hourly/': ['DATA_FILES_MISSING'] } },
    // Only a listing of all files shows it: none is asked for each report of a large bucket.
    inLargeBucket: { reports: { 'cur/hourly/': [] } },
  },
  {
    what: 'a copy of the bucket under another prefix',
    objects: () => moved(report({ format: 'gzip' }), { from: 'cur/', to: 'copy/cur/' }),
    verdict: { reports: { 'copy/cur/hourly/': ['DATA_FILES_MISSING'] } },
  },
  {
    what: 'a copy of the bucket with other keys for its data alone',
    objects: () =>
      report({ format: 'gzip' }).map((each) => ({
        ...each,
        key: each.key.replace(/(20261101-20261201)\/(.*gz)$/, '$1/copy/$2'),
      })),
    verdict: { reports: { 'cur/hourly/': ['DATA_FILES_MISSING'] } },
  },
  one('everything is gone but old data and manifests', {
    objects: () => report({ periods: ['2026-05'], faults: ['data-missing'] }),
    codes: ['DATA_FILES_MISSING', 'DELIVERY_STOPPED'],
  }),
];

const locks: CorpusCase[] = [
  one('encrypted data', { objects: () => report({ faults: ['encrypted'] }), codes: ['DATA_ENCRYPTED'] }),
  one('an encrypted manifest', {
    objects: () => report({ faults: ['manifest-encrypted'] }),
    codes: ['DATA_ENCRYPTED'],
  }),
  one('encrypted data in gzip without resource IDs: the columns still tell', {
    objects: () => report({ faults: ['encrypted'], format: 'gzip', resourceIds: false }),
    codes: ['RESOURCE_IDS_MISSING', 'DATA_ENCRYPTED'],
  }),
  one('archived data', { objects: () => report({ faults: ['archived'] }), codes: ['DATA_ARCHIVED'] }),
  one('archived data without split', {
    objects: () => report({ faults: ['archived'], split: false, format: 'gzip' }),
    codes: ['SPLIT_COST_ALLOCATION_MISSING', 'DATA_ARCHIVED'],
  }),
  one('noise for data, without resource IDs', {
    objects: () =>
      rewrite(report({ format: 'gzip', resourceIds: false }), { where: NEWEST_DATA, body: 'noise' }),
    codes: ['RESOURCE_IDS_MISSING', 'DATA_UNREADABLE'],
  }),
  one('no data files, without split', {
    objects: () =>
      edit(report({ format: 'gzip', split: false }), {
        where: NEWEST_MANIFEST,
        change: (json) => ({ ...json, reportKeys: [] }),
      }),
    codes: ['SPLIT_COST_ALLOCATION_MISSING', 'NO_DATA_FILES'],
  }),
  one('cut data of a report of somebody else', {
    objects: () => report({ faults: ['data-truncated'], accountId: '999999999999' }),
    codes: ['WRONG_ACCOUNT', 'DATA_TRUNCATED'],
  }),
];

const exports: CorpusCase[] = [
  {
    what: 'an export whose manifest is cut',
    objects: () => rewrite(dataExport(), { where: /metadata\/.*2026-11.*Manifest/, body: '{"exportArn":' }),
    verdict: { bucket: ['NO_REPORT_FOUND'], exports: { 'exports/daily/': 'other-export' } },
  },
];

/** Reports of which something is gone, locked, or cut. */
export const WITHHELD: readonly CorpusCase[] = [...absences, ...locks, ...exports];

import { expect, test } from 'vitest';
import type { Finding } from '@/lib/findings/vocabulary';
import type { Examination, Report } from '@/lib/reports';
import { examinationOf, findingOf as finding, reportWith as report } from '@/server/testing/connecting';
import { changesInWords, compare } from './compare';
import { deliveryAfter, reportState, reportToConfirm, stateAfter } from './outcome';

const examination = (reports: Report[], findings: Finding[] = [], complete = true) =>
  examinationOf(reports, { findings, complete });

const noReport = finding('NO_REPORT_FOUND');
const awaiting = finding('AWAITING_FIRST_DELIVERY', 'waiting');
const daily = finding('GRANULARITY_NOT_HOURLY');
const ids = finding('RESOURCE_IDS_MISSING');
const stopped = finding('DELIVERY_STOPPED', 'warning');
const note = finding('REPORTS_ELSEWHERE', 'note');

test('what is fixed, what is new and what is as it was are told apart by report and code', () => {
  const before = examination([report('a/', [daily, ids]), report('gone/')], [note]);
  const after = examination([report('a/', [ids, stopped]), report('b/', [daily])]);
  expect(compare(before, after)).toMatchObject({
    fixed: [{ root: 'a/', code: 'GRANULARITY_NOT_HOURLY' }],
    fresh: [
      { root: 'a/', code: 'DELIVERY_STOPPED' },
      { root: 'b/', code: 'GRANULARITY_NOT_HOURLY' },
    ],
    unchanged: [{ root: 'a/', code: 'RESOURCE_IDS_MISSING' }],
    newReports: ['b/'],
    goneReports: ['gone/'],
  });
});

test('the first look, and a look at another bucket, compare with nothing', () => {
  expect(compare(null, examination([]))).toBeNull();
  expect(compare({ ...examination([]), bucket: 'other' }, examination([]))).toBeNull();
});

test('the line after Refresh counts', () => {
  const same = examination([report('a/', [ids])]);
  expect(changesInWords(compare(same, same))).toBe('Checked just now. Nothing changed.');
  expect(changesInWords(compare(same, examination([report('a/')])))).toBe('Checked just now: 1 fixed.');
  expect(changesInWords(compare(same, examination([])))).toContain('1 report gone');
  expect(changesInWords(null)).toBe('Checked just now.');
});

test.each([
  { what: 'a fit report', seen: examination([report('a/'), report('b/', [daily])]), state: 'report_valid' },
  {
    what: 'a fit report with a warning',
    seen: examination([report('a/', [stopped])]),
    state: 'report_valid',
  },
  { what: 'no report at all', seen: examination([], [noReport]), state: 'report_invalid' },
  { what: 'only a test object', seen: examination([], [awaiting]), state: 'awaiting_report' },
  {
    what: 'fit settings before delivery',
    seen: examination([report('a/', [awaiting])]),
    state: 'awaiting_report',
  },
  {
    what: 'wrong settings before delivery',
    seen: examination([report('a/', [awaiting, daily])], [awaiting]),
    state: 'report_invalid',
  },
  { what: 'an unfit report', seen: examination([report('a/', [daily])]), state: 'report_invalid' },
] as const)('$what is $state', ({ seen, state }) => {
  expect(reportState(seen)).toBe(state);
});

test('a confirmed connection keeps its choice and warns only when that report fails or is gone', () => {
  const after = (seen: Examination) => stateAfter('confirmed', { examination: seen, chosenRoot: 'a/' });
  expect(after(examination([report('a/'), report('b/', [daily])]))).toBe('confirmed');
  expect(after(examination([report('a/', [stopped])]))).toBe('confirmed');
  expect(after(examination([report('a/', [finding('GRANULARITY_UNKNOWN', 'waiting')])]))).toBe('confirmed');
  expect(after(examination([report('a/', [daily])]))).toBe('report_invalid');
  expect(after(examination([report('b/')]))).toBe('report_invalid');
  expect(after(examination([report('b/')], [], false))).toBe('confirmed');
});

test('a complete connection stays complete and shows its health', () => {
  const seen = examination([report('a/', [daily])]);
  expect(stateAfter('complete', { examination: seen, chosenRoot: 'a/' })).toBe('complete');
  const health = (examined: Examination) =>
    deliveryAfter('complete', { examination: examined, chosenRoot: 'a/', before: 'success' });
  expect(health(seen)).toBe('failed');
  expect(health(examination([report('a/', [stopped])]))).toBe('warning');
  expect(health(examination([report('a/', [finding('REPORTS_ELSEWHERE', 'note')])]))).toBe('success');
  expect(health(examination([], [], false))).toBe('success');
});

test('before Confirm there is no delivery health', () => {
  const seen = {
    examination: examination([report('a/')]),
    chosenRoot: null,
    before: 'not_available',
  } as const;
  expect(deliveryAfter('report_valid', seen)).toBe('not_available');
});

test('"confirm it for me" takes the chosen report when it is fit, else the only fit one, else none', () => {
  const two = examination([report('a/'), report('b/')]);
  expect(reportToConfirm(two, null)).toBeNull();
  expect(reportToConfirm(two, 'b/')?.root).toBe('b/');
  expect(reportToConfirm(examination([report('a/'), report('b/', [daily])]), 'b/')?.root).toBe('a/');
});

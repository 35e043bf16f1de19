import { describe, expect, it } from 'vitest';
import { AwsTrouble } from '@/lib/aws-trouble';
import { BUCKET_CODES, type FindingCode, REPORT_CODES } from '@/lib/findings/vocabulary';
import type { Examination } from '@/lib/reports';
import { ACCOUNT, BUCKET, type CorpusCase, NOW, type Verdict } from '@/server/testing/corpus/case';
import { CORPUS } from '@/server/testing/corpus/cases';
import { type MemoryBucket, memorySource } from '@/server/testing/memory-source';
import { bucketOf } from '@/server/testing/report-bucket';
import { isSoaking } from '@/server/testing/scale';
import { examineBucket } from './examine';

/** Findings that never block. Everything else on a report makes it invalid. */
const HARMLESS: readonly FindingCode[] = ['DELIVERY_STOPPED', 'REFRESH_CLOSED_OFF'];

/** Both ways of the search: all keys on one page, and pages so small that every folder is opened by itself. */
const SIZES = [
  { pageSize: 1000, folderPageSize: 1000, isLarge: false },
  { pageSize: 1, folderPageSize: 50, isLarge: true },
];
type Size = (typeof SIZES)[number];

async function judged(
  of: CorpusCase,
  { bucket, size }: { bucket: MemoryBucket; size: Size },
): Promise<Examination> {
  const { pageSize, folderPageSize } = size;
  const definitions = of.definitions ?? new AwsTrouble('denied', { awsName: 'AccessDeniedException' });
  const source = memorySource({
    ...bucket,
    ...of.answers,
    definitions,
    pageSize,
    folderPageSize,
  });
  return examineBucket(source, { bucket: BUCKET, account: of.account ?? ACCOUNT, now: NOW });
}

function verdictOf({ findings, reports }: Examination): Required<Verdict> {
  const codes = (of: Examination['findings']) => of.map(({ code }) => code);
  const verdict: Required<Verdict> = { bucket: codes(findings), reports: {}, exports: {} };
  for (const { root, kind, findings: own } of reports) {
    if (kind === 'legacy-cur') verdict.reports[root] = codes(own);
    else {
      expect(codes(own)).toEqual(['NOT_LEGACY_CUR']);
      verdict.exports[root] = kind;
    }
  }
  return verdict;
}

const groups = Object.entries(CORPUS);
const all = groups.flatMap(([, cases]) => [...cases]);

describe.each(groups)('the corpus: %s', (_, cases) => {
  it.each(cases.map((of, index) => ({ ...of, index })))('$what', async ({ index, ...of }) => {
    const bucket = bucketOf(of.objects());
    // Folder by folder takes several times as long: a third of the cases in every run, all of them in the soak.
    const differs = of.inLargeBucket !== undefined;
    const sizes = SIZES.filter(({ isLarge }) => !isLarge || differs || isSoaking() || index % 3 === 0);
    for (const size of sizes) {
      const examination = await judged(of, { bucket, size });
      const verdict = (size.isLarge ? of.inLargeBucket : null) ?? of.verdict;
      const whole: Required<Verdict> = { bucket: [], reports: {}, exports: {}, ...verdict };
      expect(verdictOf(examination), `pages of ${size.pageSize}`).toEqual(whole);
      expect(examination.complete).toBe(!whole.bucket.includes('SEARCH_LIMIT_REACHED'));
      for (const { root, valid, kind } of examination.reports) {
        const wanted = verdict.reports?.[root] ?? [];
        const isFit = kind === 'legacy-cur' && wanted.every((code) => HARMLESS.includes(code));
        expect([root, valid]).toEqual([root, isFit]);
      }
    }
  });
});

describe('the corpus', () => {
  it('keeps its size: cases are added, and each is named once', () => {
    expect(CORPUS.valid.length).toBeGreaterThanOrEqual(60);
    expect(all.length - CORPUS.valid.length).toBeGreaterThanOrEqual(188);
    expect(new Set(all.map(({ what }) => what)).size).toBe(all.length);
  });

  const verdicts = all.flatMap(({ verdict, inLargeBucket }) => [
    verdict,
    ...(inLargeBucket ? [inLargeBucket] : []),
  ]);
  const lists = verdicts.flatMap(({ bucket = [], reports = {} }) => [bucket, ...Object.values(reports)]);

  it.each([...BUCKET_CODES, ...REPORT_CODES])('meets %s by itself and together with others', (code) => {
    const meeting = lists.filter((codes) => codes.includes(code));
    expect(meeting.some((codes) => codes.length === 1)).toBe(true);
    expect(meeting.some((codes) => codes.length > 1)).toBe(true);
  });
});

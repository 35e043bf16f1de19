import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Waiting } from '@/components/connections/waiting';
import type { ConnectionState } from '@/lib/connection-states';
import type { ConnectionView, ReportView } from '@/lib/connection-views';
import { finding } from '@/lib/findings';

const since = '2026-11-23T12:00:00.000Z';
const place = { bucket: 'fjord-cur', account: '123456789012' };

function reportView(change: Partial<ReportView>): ReportView {
  return {
    root: 'cur/hourly/',
    kind: 'legacy-cur',
    format: 'parquet',
    newestPeriod: null,
    valid: false,
    findings: [],
    name: 'hourly',
    prefix: 'cur',
    delivered: true,
    lastDelivery: null,
    expectedDelivery: null,
    timeUnit: null,
    resourceIds: null,
    splitCostAllocation: null,
    refreshClosed: null,
    compression: null,
    versioning: null,
    account: null,
    checks: [],
    chosen: false,
    ...change,
  };
}

function awaited(waitedHours: number): ReportView {
  const args = { ...place, reportName: 'hourly', waitedHours, deliveryStatus: null };
  return reportView({ delivered: false, findings: [finding('AWAITING_FIRST_DELIVERY', args)] });
}

function drawn(state: ConnectionState, of: { reports: ReportView[]; hours?: number }): string {
  const { reports, hours = 0 } = of;
  const waitingSince = reports.some(({ delivered }) => !delivered) ? since : null;
  // Only what this part of the step looks at.
  const connection = {
    state,
    tenant: { id: 't', name: 'Fjord Foods', timeZone: 'Europe/Oslo' },
    validation: { waitingSince, reports, bucketFindings: [] },
  } as unknown as ConnectionView;
  const now = new Date(Date.parse(since) + hours * 3_600_000).toISOString();
  return renderToStaticMarkup(<Waiting connection={connection} now={now} />).replace(/<[^>]+>/g, '');
}

describe('what step 5 says of a first delivery', () => {
  it('is calm for a day', () => {
    const text = drawn('awaiting_report', { reports: [awaited(23)], hours: 23 });
    expect(text).toContain('AWS has not delivered yet.');
    expect(text).toContain('we write to you when the report arrives');
    expect(text).not.toContain('longer than AWS says');
  });

  it('past 24 hours says so, with AWS’s own status', () => {
    const text = drawn('awaiting_report', { reports: [awaited(24)], hours: 24 });
    expect(text).toContain('longer than AWS says it takes');
    expect(text).toContain(
      'Report hourly has not been delivered yet, waiting for 24 h, AWS reports no status yet.',
    );
    expect(text).not.toContain('AWS Support');
  });

  it.each(['awaiting_report', 'report_invalid'] as const)('past 48 hours says what to do, in %s', (state) => {
    const text = drawn(state, { reports: [awaited(48)], hours: 48 });
    expect(text).toContain('AWS has not delivered within 48 hours.');
    expect(text).toContain('Create an additional report with a new name');
    expect(text).toContain('AWS Support');
  });

  it('does not say of a delivered report that it was not', () => {
    const feesOnly = finding('GRANULARITY_UNKNOWN', {
      ...place,
      name: 'hourly',
      root: 'cur/hourly/',
      versioning: null,
      rows: 9,
    });
    const text = drawn('awaiting_report', { reports: [reportView({ findings: [feesOnly] })] });
    expect(text).toContain('AWS has delivered too little yet to judge the report.');
    expect(text).not.toContain('not delivered');
  });

  it('says nothing where a valid report is there, or nothing is waited for', () => {
    const valid = reportView({ root: 'cur/other/', valid: true });
    expect(drawn('report_valid', { reports: [valid, awaited(60)], hours: 60 })).toBe('');
    expect(drawn('report_invalid', { reports: [reportView({})] })).toBe('');
  });
});

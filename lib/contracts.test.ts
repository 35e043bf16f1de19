import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ContractFields,
  contractInterval,
  contractMoves,
  contractStates,
  isFinal,
  NewContract,
  stateWhenActivated,
} from './contracts';

const typed = {
  name: ' Fjord Foods 2027 ',
  startDate: '2026-12-01',
  endDate: '',
  timeZone: 'Europe/Oslo',
  renewal: 'auto',
};

/** The path and message of what is wrong. */
function wrongs(changed: Record<string, unknown>): Record<string, string> {
  const result = ContractFields.safeParse({ ...typed, ...changed });
  if (result.success) return {};
  return Object.fromEntries(result.error.issues.map((issue) => [issue.path.join('.'), issue.message]));
}

describe('the fields of a contract', () => {
  it('come from a form with what is optional left out', () => {
    const contract = ContractFields.parse(typed);
    expect(contract).toMatchObject({
      name: 'Fjord Foods 2027',
      endDate: '',
      accountsMode: 'all',
      entitlement: 'none',
    });
    expect(contract.billing.invoiceEmail).toBe('');
  });

  it('read account IDs as people paste them, none twice', () => {
    const { accountIds } = ContractFields.parse({
      ...typed,
      accountsMode: 'listed',
      accountIds: '1234-5678-9012\n 2222 2222 2222, 123456789012;\r\n333333333333',
    });
    expect(accountIds).toEqual(['123456789012', '222222222222', '333333333333']);
  });

  it.each([
    [{ name: '  ' }, 'name'],
    [{ name: 'x'.repeat(121) }, 'name'],
    [{ startDate: '2026-02-30' }, 'startDate'],
    [{ startDate: undefined }, 'startDate'],
    [{ endDate: '2026-11-30' }, 'endDate'],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ accountsMode: 'listed' }, 'accountIds'],
    [{ accountsMode: 'listed', accountIds: '12345' }, 'accountIds'],
    [{ renewal: 'never' }, 'renewal'],
    [{ entitlement: 'gold' }, 'entitlement'],
    [{ invoicingPrefix: 'much-too-long' }, 'invoicingPrefix'],
    [{ invoicingPrefix: 'a b' }, 'invoicingPrefix'],
    [{ billing: { invoiceEmail: 'nobody' } }, 'billing.invoiceEmail'],
  ])('names the field that is wrong in %j', (changed, field) => {
    expect(Object.keys(wrongs(changed))).toContain(field);
  });

  it('lets a contract end on the day on which it starts', () => {
    expect(wrongs({ endDate: '2026-12-01' })).toEqual({});
  });

  it('refuses keys that it does not know', () => {
    expect(NewContract.safeParse({ ...typed, tenantId: 't', state: 'active' }).success).toBe(false);
  });
});

describe('the interval of a contract', () => {
  it('runs from the start of its first day to the end of its last, in its own zone', () => {
    const dates = { startDate: '2026-03-29', endDate: '2026-10-25' };
    expect(contractInterval({ ...dates, timeZone: 'Europe/Oslo' })).toEqual({
      startsAt: '2026-03-28T23:00:00.000Z',
      endsAt: '2026-10-25T23:00:00.000Z',
    });
  });

  it('has 23 hours on the day on which summer time begins', () => {
    const day = '2026-03-29';
    const { startsAt, endsAt } = contractInterval({ startDate: day, endDate: day, timeZone: 'Europe/Oslo' });
    expect(Date.parse(endsAt ?? '') - Date.parse(startsAt)).toBe(23 * 3_600_000);
  });

  it('has no end without an end date', () => {
    expect(contractInterval({ startDate: '2026-01-01', endDate: '', timeZone: 'UTC' }).endsAt).toBeNull();
  });

  it('takes between 23 and 25 hours a day wherever it is', () => {
    const zone = fc.constantFrom('Europe/Oslo', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland');
    const first = fc.date({ min: new Date('2020-01-01'), max: new Date('2034-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(first, fc.integer({ min: 0, max: 400 }), zone, (date, days, timeZone) => {
        const startDate = date.toISOString().slice(0, 10);
        const endDate = new Date(date.getTime() + days * 86_400_000).toISOString().slice(0, 10);
        const { startsAt, endsAt } = contractInterval({ startDate, endDate, timeZone });
        const hours = (Date.parse(endsAt ?? '') - Date.parse(startsAt)) / 3_600_000;
        expect(Math.abs(hours - (days + 1) * 24)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 100, seed: 11 },
    );
  });
});

describe('activation at an instant', () => {
  const interval = { startsAt: '2026-11-30T23:00:00.000Z', endsAt: '2026-12-31T23:00:00.000Z' };
  it.each([
    ['2026-11-30T22:59:59.999Z', 'scheduled'],
    ['2026-11-30T23:00:00.000Z', 'active'],
    ['2026-12-31T22:59:59.999Z', 'active'],
    ['2026-12-31T23:00:00.000Z', 'over'],
  ])('at %s makes it %s', (now, state) => {
    expect(stateWhenActivated(interval, now)).toBe(state);
  });
});

describe('the moves of a contract', () => {
  it('end in three final states', () => {
    expect(contractStates.filter(isFinal)).toEqual(['cancelled', 'superseded', 'expired']);
  });

  it('never lead back to a draft', () => {
    const targets: string[] = Object.values(contractMoves).flat();
    expect(targets).not.toContain('draft');
  });
});

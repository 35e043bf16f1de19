/** Who lives in the demo. The passwords are printed at every start and open nothing but this machine's demo. */
const password = 'river-stone-orchard';

export const peopleOfDemo = [
  { tier: 'Distributor', email: 'dana@northstar.example', first: 'Dana', last: 'Holm', password },
  { tier: 'Reseller', email: 'rui@harbour.example', first: 'Rui', last: 'Costa', password },
  { tier: 'Reseller', email: 'cleo@coastline.example', first: 'Cleo', last: 'Marsh', password },
  { tier: 'End customer', email: 'maria@fjordfoods.example', first: 'Maria', last: 'Keller', password },
] as const;

export type Onboarding =
  | 'invited'
  | 'activated'
  | 'contracted'
  | 'awaiting_report'
  | 'report_invalid'
  | 'complete';

interface DemoCustomer {
  name: string;
  domain: string;
  reseller: 'harbour' | 'coastline';
  admin: { email: string; first: string; last: string };
  /** How far it has come. */
  until: Onboarding;
  /** The sandbox's account and bucket that play its part. */
  aws?: { accountId: string; bucket: string };
}

export const customersOfDemo: readonly DemoCustomer[] = [
  {
    name: 'Northwind GmbH',
    domain: 'northwind.example',
    reseller: 'harbour',
    admin: { email: 'jonas@northwind.example', first: 'Jonas', last: 'Weber' },
    until: 'activated',
  },
  {
    name: 'Fjord Foods AS',
    domain: 'fjordfoods.example',
    reseller: 'harbour',
    admin: peopleOfDemo[3],
    until: 'report_invalid',
    aws: { accountId: '500000000006', bucket: 'sandbox-several-faults' },
  },
  {
    name: 'Granite Labs',
    domain: 'granite.example',
    reseller: 'harbour',
    admin: { email: 'ines@granite.example', first: 'Ines', last: 'Duarte' },
    until: 'complete',
    aws: { accountId: '222233334444', bucket: 'sandbox-happy-gzip' },
  },
  {
    name: 'Alta Media',
    domain: 'altamedia.example',
    reseller: 'coastline',
    admin: { email: 'tomas@altamedia.example', first: 'Tomas', last: 'Lind' },
    until: 'awaiting_report',
    aws: { accountId: '400000000014', bucket: 'sandbox-not-delivered' },
  },
  {
    name: 'Sunrise Clinics',
    domain: 'sunrise.example',
    reseller: 'coastline',
    admin: { email: 'priya@sunrise.example', first: 'Priya', last: 'Nair' },
    until: 'contracted',
  },
];

/** What a newcomer types in the journey of a new end customer. */
export const newcomer = { account: '1111-2222-3333', bucket: 'sandbox-happy-parquet' };

import type { BelowRole, MemberRole } from '@/lib/roles';
import type { TenantKind } from '@/lib/tenants';
import type { Place } from './access-world';

/** Who asks: the tier, the role in one's own tenant, and the role in customers below. */
export interface Seat {
  kind: TenantKind;
  role: MemberRole;
  below: BelowRole;
}

/**
 * Who may, written by hand from product.md section 1 and not read from lib/roles.ts, so that a mistake there shows. In one's own
 * tenant the tier and the role there decide; inside a tenant below, mostly the role in customers below.
 */
const own = {
  everyone: () => true,
  admins: ({ role }: Seat) => role === 'admin',
  partners: ({ kind }: Seat) => kind !== 'customer',
  'partner admins': ({ kind, role }: Seat) => kind !== 'customer' && role === 'admin',
  'distributor admins': ({ kind, role }: Seat) => kind === 'distributor' && role === 'admin',
  'customer admins': ({ kind, role }: Seat) => kind === 'customer' && role === 'admin',
  nobody: () => false,
};
const below = {
  everyone: () => true,
  readers: (seat: Seat) => seat.below === 'admin' || seat.below === 'sales',
  admins: (seat: Seat) => seat.below === 'admin',
  'admins with its word': (seat: Seat, word: boolean) => seat.below === 'admin' && word,
  'own admins': ({ role }: Seat) => role === 'admin',
  'own admins who read': (seat: Seat) => seat.role === 'admin' && seat.below !== 'none',
  nobody: () => false,
};

export interface Row {
  procedure: string;
  own: keyof typeof own;
  /** Left out: it names no tenant, or only the own one. */
  below?: keyof typeof below;
  /** The least input that fits; what it is about lies in the place. */
  input?: (at: Place) => unknown;
  /** Only where the place is of this tier. */
  only?: TenantKind;
  /** Where less is allowed than the permission alone says: why. */
  narrower?: string;
  /** A refusal that says "not found", everywhere or in the own tenant: there is nothing of that kind for this person. */
  hidden?: true | 'own';
}

export function mayInOwn(row: Row, seat: Seat): boolean {
  return own[row.own](seat);
}

export function mayBelow(row: Row, at: { seat: Seat; word: boolean }): boolean {
  return below[row.below ?? 'nobody'](at.seat, at.word);
}

const tenant = ({ tenantId }: Place) => ({ tenantId });
export const profile = { name: 'Polar Print', domain: 'polar.example', timeZone: 'Europe/Oslo' };
export const person = {
  email: 'ida@polar.example',
  firstName: 'Ida',
  lastName: 'Berg',
  jobFunction: 'Founder',
};
const roles = ({ kind }: Place) =>
  kind === 'customer' ? { role: 'admin' } : { role: 'admin', belowRole: 'admin' };
const firstRoles = ({ kind }: Place) => (kind === 'customer' ? {} : { belowRole: 'admin' });
const contract = { name: 'Polar 2027', startDate: '2026-01-01', timeZone: 'Europe/Oslo', renewal: 'auto' };

const reading = { own: 'everyone', below: 'readers' } as const;
const inside = { own: 'admins', below: 'admins' } as const;
const working = { own: 'customer admins', below: 'admins', only: 'customer' } as const;
const deciding = { own: 'customer admins', below: 'admins with its word', only: 'customer' } as const;
const writing = {
  own: 'distributor admins',
  below: 'own admins',
  narrower: 'a contract is written by the parent; only a distributor writes its own',
} as const;

/** One row or more for each procedure that needs somebody signed in. */
export const rows: readonly Row[] = [
  { procedure: 'activity.list', ...reading, input: tenant },
  { procedure: 'connections.list', ...reading, input: tenant },
  { procedure: 'connections.get', ...reading, only: 'customer', input: (at) => ref(at, 'fresh') },
  {
    procedure: 'connections.previewBack',
    ...reading,
    only: 'customer',
    input: (at) => ({ ...ref(at, 'valid'), step: 'report' }),
  },
  { procedure: 'connections.template', ...working, input: (at) => ref(at, 'waiting') },
  { procedure: 'connections.start', ...working, input: tenant },
  {
    procedure: 'connections.review',
    ...working,
    input: (at) => ({ ...form(at, 'fresh'), billingTransfer: 'no' }),
  },
  {
    procedure: 'connections.setAccount',
    ...working,
    input: (at) => ({ ...form(at, 'reviewed'), accountId: '600000000001' }),
  },
  {
    procedure: 'connections.setReport',
    ...working,
    input: (at) => ({ ...form(at, 'typed'), bucket: 'acme-cur' }),
  },
  { procedure: 'connections.createReport', ...working, input: (at) => form(at, 'typed') },
  { procedure: 'connections.openStack', ...working, input: (at) => form(at, 'ready') },
  { procedure: 'connections.pollStack', ...reading, only: 'customer', input: (at) => ref(at, 'waiting') },
  { procedure: 'connections.checkNow', ...working, input: (at) => ref(at, 'waiting') },
  { procedure: 'connections.tryAgain', ...working, input: (at) => form(at, 'waiting') },
  { procedure: 'connections.goBack', ...working, input: (at) => ({ ...form(at, 'valid'), step: 'report' }) },
  { procedure: 'connections.confirm', ...deciding, input: (at) => form(at, 'valid') },
  {
    procedure: 'connections.autoConfirm',
    ...deciding,
    input: (at) => ({ ...form(at, 'valid'), autoConfirm: 'yes' }),
  },
  { procedure: 'connections.search', ...working, input: (at) => ({ ...form(at, 'valid'), prefix: 'cur' }) },
  {
    procedure: 'connections.moveBucket',
    ...deciding,
    input: (at) => ({ ...form(at, 'confirmed'), bucket: 'acme-cur-2' }),
  },
  {
    procedure: 'connections.changeCur',
    ...deciding,
    input: (at) => ({ ...form(at, 'valid'), root: 'cur/acme/' }),
  },
  { procedure: 'connections.rotate', ...working, input: (at) => form(at, 'valid') },
  { procedure: 'connections.cancelRotation', ...working, input: (at) => form(at, 'valid') },
  { procedure: 'connections.disconnect', ...deciding, input: (at) => form(at, 'waiting') },
  { procedure: 'connections.stackUpdate', ...reading, only: 'customer', input: (at) => ref(at, 'waiting') },
  { procedure: 'connections.pollUpdate', ...reading, only: 'customer', input: (at) => ref(at, 'waiting') },
  { procedure: 'connections.updateStarted', ...working, input: (at) => ref(at, 'waiting') },
  { procedure: 'connections.watchEnd', ...reading, only: 'customer', input: (at) => ref(at, 'waiting') },
  { procedure: 'connections.complete', ...deciding, input: (at) => form(at, 'confirmed') },
  { procedure: 'contracts.list', own: 'everyone', below: 'everyone', input: tenant },
  {
    procedure: 'contracts.get',
    own: 'everyone',
    below: 'everyone',
    input: ({ contractId }) => ({ contractId }),
  },
  { procedure: 'contracts.draft', ...writing, input: tenant },
  { procedure: 'contracts.targets', own: 'partner admins' },
  { procedure: 'contracts.create', ...writing, input: ({ tenantId }) => ({ tenantId, ...contract }) },
  {
    procedure: 'contracts.edit',
    ...writing,
    input: ({ contractId }) => ({ contractId, version: 1, ...contract }),
  },
  {
    procedure: 'contracts.activate',
    ...writing,
    input: ({ contractId }) => ({ contractId, version: 1 }),
  },
  { procedure: 'contracts.cancel', ...writing, input: ({ contractId }) => ({ contractId, version: 1 }) },
  {
    procedure: 'customers.list',
    own: 'partners',
    input: () => ({}),
    narrower: 'an end customer has nobody below',
  },
  { procedure: 'customers.get', own: 'everyone', below: 'everyone', input: tenant },
  { procedure: 'customers.parents', own: 'partner admins' },
  {
    procedure: 'customers.add',
    own: 'partner admins',
    input: ({ parentId }) => ({ kind: 'customer', parentId, name: profile.name, domain: profile.domain }),
  },
  {
    procedure: 'customers.inviteFirstAdmin',
    own: 'nobody',
    below: 'own admins',
    input: (at) => ({ tenantId: at.newcomerId, ...person, ...firstRoles(at) }),
    narrower:
      'one is no first Admin of a tenant that one belongs to; else the role in the own tenant decides',
    hidden: 'own',
  },
  {
    procedure: 'customers.updateProfile',
    ...inside,
    input: ({ tenantId }) => ({ tenantId, version: 1, ...profile }),
  },
  { procedure: 'handoffs.make', ...working, input: (at) => ref(at, 'typed') },
  { procedure: 'handoffs.revoke', ...working, input: ({ handoffId }) => ({ handoffId }) },
  {
    procedure: 'help.ask',
    own: 'customer admins',
    below: 'nobody',
    only: 'customer',
    input: (at) => ({ ...ref(at, 'typed'), step: 'report' }),
    narrower: 'whoever acts from above is the partner that would be asked',
  },
  { procedure: 'help.settle', ...working, input: ({ helpId }) => ({ helpId }) },
  { procedure: 'handoffs.dismiss', ...working, input: ({ proposalId }) => ({ proposalId }) },
  {
    procedure: 'insights.link',
    ...deciding,
    input: ({ tenantId }) => ({ tenantId, accountId: '600000000002', wanted: 'security_hub' }),
  },
  { procedure: 'insights.check', ...working, input: (at) => ref(at, 'insights') },
  {
    procedure: 'insights.setWanted',
    ...deciding,
    input: (at) => ({ ...form(at, 'insights'), wanted: 'security_hub' }),
  },
  { procedure: 'onboarding.home', own: 'everyone', input: () => ({}) },
  { procedure: 'onboarding.progress', own: 'everyone', below: 'everyone', input: tenant },
  { procedure: 'outbox.list', own: 'admins', input: () => ({}) },
  {
    procedure: 'outbox.get',
    own: 'admins',
    below: 'own admins who read',
    input: ({ mailId }) => ({ mailId }),
    narrower: 'a mail below is read by the role in the own tenant, but not with No access',
    hidden: true,
  },
  {
    procedure: 'passwords.change',
    own: 'everyone',
    input: () => ({ currentPassword: 'not the present one', newPassword: 'harbour-violet-kettle' }),
  },
  { procedure: 'profile.get', own: 'everyone' },
  { procedure: 'profile.update', own: 'everyone', input: () => ({ firstName: 'Ida', lastName: 'Berg' }) },
  { procedure: 'reports.history', ...reading, only: 'customer', input: (at) => ref(at, 'valid') },
  { procedure: 'reports.validate', ...working, input: (at) => ref(at, 'valid') },
  { procedure: 'reports.watch', ...reading, only: 'customer', input: (at) => ref(at, 'valid') },
  { procedure: 'sessions.signOut', own: 'everyone' },
  { procedure: 'sessions.switchTenant', own: 'everyone', input: ({ asking }) => ({ membershipId: asking }) },
  { procedure: 'settings.get', own: 'everyone' },
  {
    procedure: 'settings.setInvitationLifetime',
    own: 'distributor admins',
    input: () => ({ days: '3' }),
    narrower: 'a distributor sets it for everybody below',
  },
  {
    procedure: 'settings.setPartnerMayConfirm',
    own: 'customer admins',
    input: () => ({ partnerMayConfirm: 'on' }),
    narrower: 'only an end customer has something to allow',
  },
  { procedure: 'shell.frame', own: 'everyone' },
  { procedure: 'users.list', ...reading, input: tenant },
  {
    procedure: 'users.get',
    ...reading,
    input: ({ people }) => ({ membershipId: people.active }),
    narrower: 'whoever may handle an invitation reads it, so the permission alone is wider',
  },
  { procedure: 'users.inviteForm', ...inside, input: tenant },
  {
    procedure: 'users.inviteForm',
    own: 'admins',
    below: 'own admins',
    input: ({ newcomerId }) => ({ tenantId: newcomerId }),
    narrower: 'a first invitation follows the role in the own tenant alone',
  },
  {
    procedure: 'users.invite',
    ...inside,
    input: (at) => ({ tenantId: at.tenantId, ...person, ...roles(at) }),
  },
  {
    procedure: 'users.invite',
    own: 'admins',
    below: 'own admins',
    narrower: 'a first invitation follows the role in the own tenant alone',
    input: (at) => ({ tenantId: at.newcomerId, ...person, ...roles(at) }),
  },
  { procedure: 'users.resend', ...inside, input: ({ people }) => ({ membershipId: people.invited }) },
  {
    procedure: 'users.correctEmail',
    ...inside,
    input: ({ people }) => ({ membershipId: people.invited, email: 'mended@polar.example' }),
  },
  { procedure: 'users.cancel', ...inside, input: ({ people }) => ({ membershipId: people.invited }) },
  { procedure: 'users.copyLink', ...inside, input: ({ people }) => ({ membershipId: people.invited }) },
  {
    procedure: 'users.changeRole',
    ...inside,
    input: (at) => ({ membershipId: at.people.active, version: 1, ...roles(at) }),
  },
  { procedure: 'users.disable', ...inside, input: ({ people }) => ({ membershipId: people.active }) },
  { procedure: 'users.enable', ...inside, input: ({ people }) => ({ membershipId: people.disabled }) },
];

/** The connection of a place. */
export function ref(at: Place, key: keyof Place['connections']) {
  return { connectionId: at.connections[key] };
}

function form(at: Place, key: keyof Place['connections']) {
  return { ...ref(at, key), version: 1 };
}

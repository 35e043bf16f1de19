import { describe, expect, test } from 'vitest';
import { type Answer, type Evidence, isPrincipal, judgeRefusal } from './judge';

const app = 'arn:aws:sts::999988887777:assumed-role/tributary-app/i-0abc';
const root = 'arn:aws:iam::999988887777:root';
const fair = { is: 'known', arn: app, trusted: root } as const;
const base: Evidence = { caller: fair, saidOurs: false, canary: null, others: [], again: null };

const of = (...answers: Answer[]) => answers.map((answer, index) => ({ tenant: `tenant-${index}`, answer }));
const oneTenant = (...answers: Answer[]) => answers.map((answer) => ({ tenant: 'one', answer }));

const theirs = 'theirs';
const unclear = 'unclear';
const cases: [string, Partial<Evidence>, string][] = [
  // A single connection: nothing to compare with.
  ['nothing else is known', {}, unclear],
  ['the canary lets us in', { canary: 'accepted' }, theirs],
  ['the canary refuses us too', { canary: 'refused' }, 'may-not-assume'],
  ['the canary is not to be asked now', { canary: 'unknown' }, unclear],
  // Among healthy others a break is seen at once.
  ['one other lets us in, and it refuses again', { others: of('accepted'), again: 'refused' }, theirs],
  ['one of several does', { others: of('refused', 'refused', 'accepted'), again: 'refused' }, theirs],
  ['another does, and now this one too', { others: of('accepted'), again: 'accepted' }, unclear],
  ['another does, and this one cannot be asked now', { others: of('accepted'), again: 'unknown' }, unclear],
  [
    'another does, whatever the canary says',
    { others: of('accepted'), again: 'refused', canary: 'refused' },
    theirs,
  ],
  // Others refuse as well.
  ['one other refuses', { others: of('refused') }, unclear],
  ['two others refuse', { others: of('refused', 'refused') }, unclear],
  ['three of three end customers refuse', { others: of('refused', 'refused', 'refused') }, 'all-refused'],
  [
    'three accounts of one end customer refuse',
    { others: oneTenant('refused', 'refused', 'refused') },
    unclear,
  ],
  ['the canary lets us in, and one other refuses', { others: of('refused'), canary: 'accepted' }, unclear],
  [
    'the canary lets us in, and three others refuse: a rule against accounts of others',
    { others: of('refused', 'refused', 'refused'), canary: 'accepted' },
    'all-refused',
  ],
  ['others cannot be asked now', { others: of('unknown', 'unknown', 'unknown', 'unknown') }, unclear],
  ['two refuse and one cannot be asked', { others: of('refused', 'refused', 'unknown') }, unclear],
  // Who we are comes before what others answer: an IAM role that trusts everybody proves nothing.
  ['our credentials are refused', { caller: { is: 'refused' } }, 'no-credentials'],
  [
    'our credentials are refused, and another let us in before',
    { caller: { is: 'refused' }, others: of('accepted'), again: 'refused' },
    'no-credentials',
  ],
  [
    'we are somebody else',
    {
      caller: { ...fair, trusted: 'arn:aws:iam::111111111111:root' },
      others: of('accepted'),
      again: 'refused',
    },
    'other-principal',
  ],
  ['who we are is not known now', { caller: { is: 'unknown' } }, unclear],
  ['nobody is named whom roles trust', { caller: { ...fair, trusted: null }, canary: 'accepted' }, theirs],
  // AWS's own words.
  ['AWS names a policy of ours', { saidOurs: true }, 'may-not-assume'],
  [
    'AWS names a policy of ours, and another lets us in',
    { saidOurs: true, others: of('accepted') },
    'may-not-assume',
  ],
];

test.each(cases)('refused, and %s: %s', (_, evidence, expected) => {
  const whose = judgeRefusal({ ...base, ...evidence });
  expect(whose.is === 'ours' ? whose.why : whose.is).toBe(expected);
});

test('over every table of answers: theirs needs a role that lets us in, ours never stands on fewer than three', () => {
  const answers: Answer[] = ['accepted', 'refused', 'unknown'];
  const canaries = [null, ...answers];
  let seen = 0;
  for (const canary of canaries)
    for (const again of canaries)
      for (const a of answers)
        for (const b of answers)
          for (const c of answers)
            for (const others of [of(), of(a), of(a, b), of(a, b, c), oneTenant(a, b, c)]) {
              const whose = judgeRefusal({ ...base, canary, again, others });
              const letsIn = others.some(({ answer }) => answer === 'accepted');
              if (whose.is === 'theirs')
                expect(letsIn ? again === 'refused' : canary === 'accepted').toBe(true);
              if (whose.is === 'ours') expect(letsIn).toBe(false);
              if (whose.is === 'ours' && canary !== 'refused') {
                expect(new Set(others.map(({ tenant }) => tenant)).size).toBe(3);
                expect(others.every(({ answer }) => answer === 'refused')).toBe(true);
              }
              seen += 1;
            }
  expect(seen).toBe(2160);
});

describe('who a caller is', () => {
  const role = 'arn:aws:iam::999988887777:role/apps/tributary-app';
  const user = 'arn:aws:iam::999988887777:user/tributary';
  test.each<[string, string, boolean]>([
    [app, root, true],
    [user, root, true],
    [app, role, true],
    [app, 'arn:aws:iam::999988887777:role/tributary-app', true],
    [user, user, true],
    ['arn:aws:sts::999988887777:assumed-role/tributary-app-2/i', role, false],
    ['arn:aws:sts::999988887777:assumed-role/tributary/i', role, false],
    ['arn:aws:sts::999988887777:assumed-role/apps/tributary-app', role, false],
    ['arn:aws:sts::111111111111:assumed-role/tributary-app/i', role, false],
    ['arn:aws:sts::111111111111:assumed-role/tributary-app/i', root, false],
    ['arn:aws:iam::999988887777:user/other', user, false],
    ['arn:aws:iam::999988887777:user/role/tributary-app', role, false],
    ['arn:aws:sts::999988887777:federated-user/tributary-app', role, false],
    [app, user, false],
    ['', root, false],
  ])('%s is %s: %s', (caller, trusted, expected) => {
    expect(isPrincipal(caller, trusted)).toBe(expected);
  });
});

import { describe, expect, test } from 'vitest';
import { AwsTrouble, type AwsTroubleKind } from '@/lib/aws-trouble';
import type { Aws } from '@/server/aws/port';
import { untouchable } from '@/server/testing/stand-ins';
import { assumeWithHeld } from './held';
import { judgeRole, missingProofs } from './judge';
import { observe, type Target } from './observe';
import { type RotationOutcome, rotationOutcome } from './rotation-outcome';

const accountId = '111122223333';
const principal = 'arn:aws:iam::999988887777:root';
const values = { old: 'the-present-external-id', new: 'the-next-external-id', wrong: 'that-of-nobody' };
const target: Target = {
  accountId,
  roleName: 'tributary-reports-1',
  policyName: 'tributary-reports-1',
  stackName: 'tributary-reports-1',
  externalId: values.old,
  nextExternalId: values.new,
  principal,
  wrongExternalId: values.wrong,
  grants: new Set(),
  purpose: 'reports',
};
const connection = {
  account_id: accountId,
  role_name: target.roleName,
  policy_name: target.policyName,
  link_made_at: '2026-11-23T11:00:00.000Z',
  purpose: 'reports',
} as const;

type Caller = 'new' | 'old' | 'wrong' | 'none';
type Answer = 'in' | 'denied' | AwsTroubleKind;
const answers = ['in', 'denied', 'throttled'] as const satisfies readonly Answer[];

const conditions = {
  'exactly new': { StringEquals: { 'sts:ExternalId': values.new } },
  'exactly old': { StringEquals: { 'sts:ExternalId': values.old } },
  'a list of both': { StringEquals: { 'sts:ExternalId': [values.new, values.old] } },
  'like anything': { StringLike: { 'sts:ExternalId': '*' } },
  none: {},
} as const;
type Trust = keyof typeof conditions | 'unreadable';
const trusts: readonly Trust[] = [...(Object.keys(conditions) as (keyof typeof conditions)[]), 'unreadable'];

interface Sky {
  answers: Record<Caller, Answer>;
  trust: Trust;
}

function callerOf(externalId: string | null): Caller {
  if (externalId === null) return 'none';
  return externalId === values.new ? 'new' : externalId === values.old ? 'old' : 'wrong';
}

/** `asked`: every AssumeRole, in order; `change`: what has changed when the so-manieth is answered. */
function awsWith(sky: Sky, more: { asked?: Caller[]; change?: (nth: number) => void } = {}): Aws {
  const asked = more.asked ?? [];
  return {
    ...untouchable<Aws>('AWS'),
    async assumeRole(call) {
      const caller = callerOf(call.externalId);
      asked.push(caller);
      more.change?.(asked.length);
      const answer = sky.answers[caller];
      if (answer === 'in') return { accessKeyId: 'A', secretAccessKey: 'S', sessionToken: 'T' };
      throw new AwsTrouble(answer, { awsName: answer === 'denied' ? 'AccessDenied' : answer });
    },
    callerAccount: async () => accountId,
    async roleTrust() {
      if (sky.trust === 'unreadable') throw new AwsTrouble('denied', { awsName: 'AccessDenied' });
      const Condition = conditions[sky.trust];
      const Statement = [
        { Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole', Condition },
      ];
      return { Version: '2012-10-17', Statement };
    },
    rolePolicies: async () => {
      throw new AwsTrouble('denied');
    },
    stack: async () => null,
    organization: async () => ({ managementAccount: accountId }),
  };
}

async function judged(aws: Aws, of: Target = target) {
  const observation = await observe(aws, of);
  const now = new Date('2026-11-23T12:00:00Z');
  const { accepted, findings } = judgeRole(observation, { connection, now, consoleUrl: null });
  const codes = findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  return { outcome: rotationOutcome(observation), accepted, codes, observation };
}

const closed = { wrong: 'denied', none: 'denied' } as const;

/** Written by hand: what a person would say of each. */
const table: { is: string; sky: Sky; outcome: RotationOutcome; codes?: string[]; accepted?: true }[] = [
  {
    is: 'nothing was updated yet',
    sky: { answers: { new: 'denied', old: 'in', ...closed }, trust: 'exactly old' },
    outcome: 'waiting',
    accepted: true,
  },
  {
    is: 'the stack has taken it over',
    sky: { answers: { new: 'in', old: 'denied', ...closed }, trust: 'exactly new' },
    outcome: 'proven',
    accepted: true,
  },
  {
    is: 'the trust is the new one, and a node of IAM knows the old one only',
    sky: { answers: { new: 'denied', old: 'in', ...closed }, trust: 'exactly new' },
    outcome: 'taken',
  },
  {
    is: 'the trust is the new one, and the old one is still let in',
    sky: { answers: { new: 'in', old: 'in', ...closed }, trust: 'exactly new' },
    outcome: 'taken',
  },
  {
    is: 'rolled back, and the new one is still let in',
    sky: { answers: { new: 'in', old: 'in', ...closed }, trust: 'exactly old' },
    outcome: 'taken',
  },
  {
    is: 'rolled back, and the new one alone is still let in',
    sky: { answers: { new: 'in', old: 'denied', ...closed }, trust: 'exactly old' },
    outcome: 'taken',
  },
  {
    is: 'a trust of both',
    sky: { answers: { new: 'in', old: 'in', ...closed }, trust: 'a list of both' },
    outcome: 'open',
    codes: ['ROLE_TRUST_OPEN'],
  },
  {
    is: 'a trust of both that has yet to spread',
    sky: { answers: { new: 'denied', old: 'in', ...closed }, trust: 'a list of both' },
    outcome: 'open',
    codes: ['ROLE_TRUST_OPEN'],
  },
  {
    is: 'a trust that takes any value',
    sky: { answers: { new: 'in', old: 'in', wrong: 'in', none: 'denied' }, trust: 'like anything' },
    outcome: 'open',
    codes: ['ROLE_TRUST_OPEN'],
  },
  {
    is: 'a trust without a condition',
    sky: { answers: { new: 'in', old: 'in', wrong: 'in', none: 'in' }, trust: 'none' },
    outcome: 'open',
    codes: ['ROLE_TRUST_OPEN'],
  },
  {
    is: 'neither is let in: the stack is deleted, or trusts a third value',
    sky: { answers: { new: 'denied', old: 'denied', ...closed }, trust: 'unreadable' },
    outcome: 'unknown',
    codes: ['ROLE_NOT_REACHABLE'],
  },
  {
    is: 'AWS throttles the new one',
    sky: { answers: { new: 'throttled', old: 'in', ...closed }, trust: 'exactly old' },
    outcome: 'unknown',
  },
  {
    is: 'AWS throttles the old one, when the new one is refused',
    sky: { answers: { new: 'denied', old: 'throttled', ...closed }, trust: 'exactly old' },
    outcome: 'unknown',
  },
  {
    is: 'whether the old one is refused is not known',
    sky: { answers: { new: 'in', old: 'throttled', ...closed }, trust: 'exactly new' },
    outcome: 'taken',
    accepted: true,
  },
  {
    is: 'the trust cannot be read',
    sky: { answers: { new: 'in', old: 'denied', ...closed }, trust: 'unreadable' },
    outcome: 'taken',
  },
  {
    is: 'the trust cannot be read, and nothing was updated',
    sky: { answers: { new: 'denied', old: 'in', ...closed }, trust: 'unreadable' },
    outcome: 'unknown',
  },
];

test.each(table)('$is', async ({ sky, outcome, codes = [], accepted = false }) => {
  expect(await judged(awsWith(sky))).toMatchObject({ outcome, codes, accepted });
});

describe('over every answer to each of the four and every trust', () => {
  const skies = answers.flatMap((one) =>
    answers.flatMap((two) =>
      answers.flatMap((three) =>
        answers.flatMap((four) =>
          trusts.map((trust): Sky => ({ answers: { new: one, old: two, wrong: three, none: four }, trust })),
        ),
      ),
    ),
  );
  const all = () => Promise.all(skies.map(async (sky) => ({ sky, ...(await judged(awsWith(sky))) })));

  test('it is proven in one case alone', async () => {
    const proven = (await all()).filter(({ outcome }) => outcome === 'proven');
    expect(skies).toHaveLength(486);
    expect(proven.map(({ sky }) => sky)).toEqual([
      { answers: { new: 'in', old: 'denied', ...closed }, trust: 'exactly new' },
    ]);
  });

  test('a trust of exactly one of the two is never insecure while nobody else is let in', async () => {
    for (const { sky, codes } of await all()) {
      if (!sky.trust.startsWith('exactly') || sky.answers.wrong === 'in' || sky.answers.none === 'in')
        continue;
      const shut = sky.answers.new === 'denied' && sky.answers.old === 'denied';
      expect([sky, codes]).toEqual([sky, shut ? ['ROLE_NOT_REACHABLE'] : []]);
    }
  });

  test('whatever lets others in is never accepted and never proven', async () => {
    for (const { sky, accepted, outcome } of await all()) {
      const isOpen =
        !sky.trust.startsWith('exactly') || sky.answers.wrong === 'in' || sky.answers.none === 'in';
      if (isOpen) expect([sky, accepted, outcome === 'proven']).toEqual([sky, false, false]);
    }
  });

  test('two values that are let in are never accepted', async () => {
    for (const { sky, accepted } of await all()) {
      if (sky.answers.new === 'in' && sky.answers.old === 'in') expect([sky, accepted]).toEqual([sky, false]);
    }
  });

  test('what is not proven and has no finding says what is missing', async () => {
    for (const { sky, accepted, codes, observation } of await all()) {
      if (accepted || codes.length > 0) continue;
      expect([sky, missingProofs(observation, connection).length > 0]).toEqual([sky, true]);
    }
  });
});

describe('which value lets us in', () => {
  const call = {
    accountId,
    roleName: target.roleName,
    purpose: { for: 'reports', bucket: 'acme-cur', kmsKeyArn: null },
  } as const;
  const sky = (one: Answer, two: Answer): Sky => ({
    answers: { new: one, old: two, ...closed },
    trust: 'exactly old',
  });

  test('without a rotation it is one call, whatever is answered', async () => {
    for (const answer of answers) {
      const asked: Caller[] = [];
      const aws = awsWith(sky('in', answer), { asked });
      await assumeWithHeld(aws, { call, held: { externalId: values.old, nextExternalId: null } }).catch(
        () => null,
      );
      expect(asked).toEqual(['old']);
    }
  });

  test('without a rotation a look asks what it always asked', async () => {
    const asked: Caller[] = [];
    await judged(awsWith(sky('in', 'in'), { asked }), { ...target, nextExternalId: null });
    expect(asked).toEqual(['old', 'none', 'wrong', 'old']);
    asked.length = 0;
    const open = { answers: { new: 'in', old: 'in', wrong: 'in', none: 'in' }, trust: 'none' } as const;
    await judged(awsWith(open, { asked }), { ...target, nextExternalId: null });
    expect(asked).toEqual(['old', 'none', 'wrong']);
  });

  test.each([
    ['in', 'denied', 'next', ['new']],
    ['in', 'in', 'next', ['new']],
    ['denied', 'in', 'present', ['new', 'old']],
    ['denied', 'denied', 'denied', ['new', 'old', 'new']],
    ['throttled', 'in', 'throttled', ['new']],
    ['denied', 'throttled', 'throttled', ['new', 'old']],
  ] as const)('new %s, old %s: %s', async (one, two, expected, order) => {
    const asked: Caller[] = [];
    const got = await assumeWithHeld(awsWith(sky(one, two), { asked }), { call, held: target }).then(
      ({ by }) => by,
      (error) => (error instanceof AwsTrouble ? error.kind : error),
    );
    expect([got, asked]).toEqual([expected, order]);
  });

  test('an update between the two tries is found by the third', async () => {
    const now = sky('denied', 'in');
    const change = (nth: number) => {
      if (nth === 2) Object.assign(now.answers, { new: 'in', old: 'denied' });
    };
    const { by } = await assumeWithHeld(awsWith(now, { change }), { call, held: target });
    expect(by).toBe('next');
  });

  test('an update after the first try makes the look unknown, not insecure', async () => {
    for (let nth = 1; nth <= 6; nth += 1) {
      const now: Sky = sky('denied', 'in');
      const change = (asked: number) => {
        if (asked === nth)
          Object.assign(now, { answers: { new: 'in', old: 'denied', ...closed }, trust: 'exactly new' });
      };
      const { codes } = await judged(awsWith(now, { change }));
      expect([nth, codes]).toEqual([nth, []]);
    }
  });
});

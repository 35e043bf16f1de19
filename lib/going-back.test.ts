import { expect, test } from 'vitest';
import { afterGoingBack, type BackFacts, goingBack, stackOfBefore } from './going-back';

const facts: BackFacts = {
  step: 'report',
  state: 'report_valid',
  linkMade: true,
  account: '111122223333',
  reportBy: 'customer',
  bucket: 'acme-cur',
  stackName: 'tributary-reports-1',
  chosenRoot: 'cur/acme/',
};

test('after the stack exists it says what is proven anew and writes out both ways in AWS', () => {
  const view = goingBack(facts, true);
  expect(view.becomesInvalid).toHaveLength(4);
  expect(view.becomesInvalid.at(-1)).toContain('cur/acme/');
  expect(view.awsSteps.map(({ title }) => title)).toEqual([
    'Delete the stack, then use Try again',
    'Or update the stack, when only the bucket changes',
  ]);
  expect(view.awsSteps[0]?.lines.join(' ')).toContain('1111-2222-3333');
});

test('another account cannot take the stack along', () => {
  expect(goingBack({ ...facts, step: 'account' }, true).awsSteps).toHaveLength(1);
});

test('before a link was made nothing is to do in AWS', () => {
  const view = goingBack(
    { ...facts, state: 'draft', linkMade: false, stackName: null, chosenRoot: null },
    true,
  );
  expect(view.awsSteps).toEqual([]);
  expect(view.becomesInvalid).toEqual([
    'Nothing so far. Cost and Usage Report and what follows is confirmed anew.',
  ]);
});

test('where there is no way back it promises nothing', () => {
  expect(goingBack({ ...facts, state: 'confirmed' }, false)).toMatchObject({
    allowed: false,
    becomesInvalid: [],
  });
});

const linkMade = [
  { kind: 'account_set', detail: '1111-2222-3333' },
  { kind: 'bucket_set', detail: 'acme-cur' },
  { kind: 'link_made', detail: 'tributary-reports-1' },
] as const;
const wentBack = { kind: 'went_back', detail: 'Cost and Usage Report' } as const;
const linkMadeAgain = { kind: 'link_made', detail: 'tributary-reports-1' } as const;

test('a stack of before stands from the first link on until new names are taken', () => {
  const before = { name: 'tributary-reports-1', account: '1111-2222-3333' };
  const triedAgain = { kind: 'try_again', detail: 'tributary-reports-2' } as const;
  expect(stackOfBefore(linkMade)).toBeNull();
  expect(stackOfBefore([linkMade[0], linkMade[1], wentBack])).toBeNull();
  expect(stackOfBefore([...linkMade, wentBack])).toEqual(before);
  expect(stackOfBefore([...linkMade, wentBack, linkMadeAgain])).toEqual(before);
  expect(stackOfBefore([...linkMade, wentBack, linkMadeAgain, triedAgain])).toBeNull();
});

test('the stack of before is remembered with the account of its own link', () => {
  const moved = { kind: 'account_set', detail: '4444-5555-6666' } as const;
  expect(stackOfBefore([...linkMade, wentBack, moved, linkMadeAgain])).toEqual({
    name: 'tributary-reports-1',
    account: '1111-2222-3333',
  });
});

const after = {
  purpose: 'reports',
  state: 'draft',
  account: '111122223333',
  reportBy: 'customer',
  bucket: 'acme-new',
  stackName: 'tributary-reports-1',
  before: { name: 'tributary-reports-1', account: '1111-2222-3333' },
} as const;

const titles = (view: ReturnType<typeof afterGoingBack>) => view.map(({ title }) => title);

test('once somebody went back the steps in AWS stay, while the value is changed and while the stack is waited for', () => {
  const both = ['Delete the stack, then use Try again', 'Or update the stack, when only the bucket changes'];
  expect(titles(afterGoingBack(after))).toEqual(both);
  const waiting = afterGoingBack({ ...after, state: 'awaiting_stack' });
  expect(titles(waiting)).toEqual(both);
  expect(waiting[1]?.lines.join(' ')).toContain('BucketName enter acme-new');
});

test('with another account the stack of before is deleted where it stands, and no new names are needed', () => {
  const moved = afterGoingBack({ ...after, state: 'awaiting_stack', account: '444455556666' });
  expect(titles(moved)).toEqual(['Delete the stack in 1111-2222-3333, which is not used any more']);
  expect(moved[0]?.lines[0]).toContain('1111-2222-3333');
  expect(moved[0]?.lines.at(-1)).toContain('4444-5555-6666');
});

test('a stack that creates the report takes no other bucket: it is deleted, never updated', () => {
  const made = { reportBy: 'stack' } as const;
  expect(titles(goingBack({ ...facts, ...made }, true).awsSteps)).toEqual(['Delete the stack']);
  expect(titles(afterGoingBack({ ...after, ...made }))).toEqual(['Delete the stack']);
  const waiting = afterGoingBack({ ...after, ...made, state: 'awaiting_stack' });
  expect(titles(waiting)).toEqual(['Delete the stack, then use Try again']);
});

test.each([
  ['draft', null, 'Come back here and go on'],
  ['awaiting_stack', 'tributary-reports-2', 'created with the link below'],
] as const)(
  'in %s a stack whose names are not used any more is to be deleted, without Try again',
  (state, stackName, says) => {
    const parts = afterGoingBack({ ...after, state, stackName });
    expect(titles(parts)).toEqual(['Delete the stack tributary-reports-1, which is not used any more']);
    expect(parts[0]?.lines.at(-1)).toContain(says);
  },
);

test('without a stack of before nothing is to do in AWS', () => {
  expect(afterGoingBack({ ...after, before: null })).toEqual([]);
});

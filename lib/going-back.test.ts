import { expect, test } from 'vitest';
import { type BackFacts, goingBack } from './going-back';

const facts: BackFacts = {
  step: 'report',
  state: 'report_valid',
  linkMade: true,
  account: '111122223333',
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

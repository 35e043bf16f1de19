import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Browser, openConsole } from '@/sandbox/console/testing';
import { SCENARIOS } from '@/sandbox/scenarios';
import { stageScenario } from '@/sandbox/scenarios/scenario';
import { STEPS } from '@/sandbox/scenarios/steps';

const DRIFT = '400000000020';
let browser: Browser;

beforeEach(async () => {
  browser = await openConsole();
  for (const scenario of SCENARIOS) {
    if (['drift', 'wrong-bucket-name', 'not-delivered'].includes(scenario.id)) {
      stageScenario(browser.world, scenario);
    }
  }
});

afterEach(() => browser.close());

const play = (accountId: string, step: string) => browser.post('play', { accountId, step });

describe('the chooser of situations', () => {
  it('says what happens, what is to be seen, and what to enter', async () => {
    const { text } = await browser.get('/?q=wrong+bucket');
    for (const words of [
      'What you will see in Tributary',
      'Step 5 says that the bucket does not exist',
      '<dt>Account ID to enter</dt><dd class="mono">4000-0000-0004</dd>',
      '<dt>Bucket to enter</dt><dd><code>sandbox-wrong-bucket-name</code></dd>',
      '<dt>Its other buckets</dt><dd><code>sandbox-right-bucket-name</code></dd>',
    ]) {
      expect(text).toContain(words);
    }
  });

  it('plays what comes later, and says so', async () => {
    const { status, location } = await play('400000000014', 'deliver');
    expect([status, location]).toEqual([303, '/?account=400000000014&played=deliver#a400000000014']);
    expect(browser.world.account('400000000014')?.reports[0]?.lastStatus).toBe('SUCCESS');
    const { text } = await browser.get(location);
    expect(text.split('Played: Deliver the report now')).toHaveLength(2);
  });

  it('says what has to be there before', async () => {
    const { status, text } = await play(DRIFT, 'attach-administrator');
    expect(status).toBe(400);
    expect(text).toContain('Create the stack first.');
  });

  it.each([
    ['an account that is not there', '999999999999', 'deliver'],
    ['a step that is not there', DRIFT, 'toString'],
  ])('refuses %s', async (_, accountId, step) => {
    expect((await play(accountId, step)).status).toBe(404);
  });

  it('is told in words for every situation, and every step belongs to one', () => {
    for (const { id, says, sees } of SCENARIOS) {
      expect([id, says.endsWith('.'), sees.endsWith('.')]).toEqual([id, true, true]);
    }
    const used = new Set<string>(SCENARIOS.flatMap(({ later = [] }) => later));
    expect([...used].sort()).toEqual(Object.keys(STEPS).sort());
  });
});

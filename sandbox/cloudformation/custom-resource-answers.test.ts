import { beforeEach, describe, expect, it } from 'vitest';
import { HOOKED, type HookedWorld, hookedWorld, ONE, TOPIC } from '@/sandbox/cloudformation/hooked-world';
import { ACCOUNT, create, failure, template } from '@/sandbox/cloudformation/testing';
import type { Json } from '@/sandbox/state';

let world: HookedWorld['world'];
let pass: HookedWorld['pass'];
let asked: HookedWorld['asked'];
let put: HookedWorld['put'];
let answer: HookedWorld['answer'];

beforeEach(() => {
  ({ world, pass, asked, put, answer } = hookedWorld());
});

describe('an answer', () => {
  it.each<[string, Record<string, Json | undefined>, string]>([
    [
      'that says FAILED',
      { Status: 'FAILED', Reason: 'Wrong account' },
      'Message returned: Wrong account (RequestId:',
    ],
    ['that says FAILED without a reason', { Status: 'FAILED' }, 'Reason is needed'],
    ['of another status', { Status: 'DONE' }, 'Invalid response object: Status'],
    ['for another stack', { StackId: 'arn:other' }, 'StackId is of another stack'],
    ['to another request', { RequestId: 'other' }, 'RequestId is of another request'],
    ['of another resource', { LogicalResourceId: 'Other' }, 'LogicalResourceId is of another'],
    ['without an ID', { PhysicalResourceId: undefined }, 'Invalid PhysicalResourceId'],
    ['with an ID that is too long', { PhysicalResourceId: 'x'.repeat(1025) }, 'Invalid PhysicalResourceId'],
    ['over 4096 bytes', { Data: { Long: 'é'.repeat(2000) } }, 'Response object is too long.'],
  ])('%s turns the stack back', async (_title, change, reason) => {
    const stack = await create(world, { templateBody: ONE });
    for (const request of asked()) answer(request, change);
    expect(failure(stack)).toContain(reason);
    expect(stack.status).toBe('ROLLBACK_IN_PROGRESS');
    const [request] = asked();
    expect(request?.RequestType).toBe('Delete');
    if (request) answer(request);
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
  });

  it('that is no JSON turns the stack back', async () => {
    const stack = await create(world, { templateBody: ONE });
    for (const request of asked()) put(request, 'yes');
    pass(0);
    expect(failure(stack)).toContain('Invalid response object');
  });

  it('of exactly 4096 bytes is read', async () => {
    const stack = await create(world, { templateBody: ONE });
    const [request] = asked();
    if (!request) throw new Error('not asked');
    const { StackId, RequestId, LogicalResourceId } = request;
    const parts = { Status: 'SUCCESS', PhysicalResourceId: 'x', StackId, RequestId, LogicalResourceId };
    const rest = 4096 - JSON.stringify({ ...parts, Reason: '' }).length;
    put(request, JSON.stringify({ ...parts, Reason: 'r'.repeat(rest) }));
    pass(0);
    expect(stack.status).toBe('CREATE_COMPLETE');
  });

  it('counts once: a second one changes nothing', async () => {
    const stack = await create(world, { templateBody: ONE });
    const [request] = asked();
    if (!request) throw new Error('not asked');
    answer(request);
    answer(request, { Status: 'FAILED', Reason: 'No' });
    expect(stack.status).toBe('CREATE_COMPLETE');
  });

  it('needs the signature, the method, an empty content type, and to come within two hours', async () => {
    await create(world, { templateBody: ONE });
    const [request] = asked();
    if (!request) throw new Error('not asked');
    expect(() => put(request, '{}', { 'content-type': 'application/json' })).toThrow('does not match');
    const other = { ...request, ResponseURL: request.ResponseURL.replace('Hook', 'Hoop') };
    expect(() => put(other, '{}')).toThrow('does not match');
    const later = request.ResponseURL.replace(/Expires=\d+/, 'Expires=9999999999');
    expect(() => put({ ...request, ResponseURL: later }, '{}')).toThrow('does not match');
    pass(7201);
    expect(() => put(request, '{}')).toThrow('expired');
  });
});

describe('no answer', () => {
  it('turns the stack back after ServiceTimeout, and a Delete without one fails the rollback', async () => {
    const stack = await create(world, { templateBody: HOOKED });
    pass(299);
    expect(stack.status).toBe('CREATE_IN_PROGRESS');
    const ids = asked().map((request) => `${request.RequestType} ${request.LogicalResourceId}`);
    expect(ids).toEqual(['Create Start', 'Create Done']);
    pass(1);
    expect(failure(stack)).toContain('CloudFormation did not receive a response from your Custom Resource');
    expect(stack.status).toBe('ROLLBACK_IN_PROGRESS');
    const cancelled = stack.events.find((event) => event.reason === 'Resource creation cancelled');
    expect(cancelled?.logicalId).toBe('Done');
    pass(700);
    expect(stack.status).toBe('ROLLBACK_FAILED');
    expect(stack.statusReason).toContain('[Done, Start]');
    expect(world.account(ACCOUNT)?.roles).toEqual({});
  });

  it('takes an hour without a ServiceTimeout, or the share of it that the sandbox is set to', async () => {
    const untimed = template({
      Resources: { Hook: { Type: 'Custom::Hook', Properties: { ServiceToken: TOPIC } } },
    });
    const stack = await create(world, { templateBody: untimed });
    pass(3599);
    expect(stack.status).toBe('CREATE_IN_PROGRESS');
    pass(1);
    expect(stack.status).toBe('ROLLBACK_IN_PROGRESS');
    world.data.settings.timeoutFactor = 0.01;
    const quick = await create(world, { templateBody: untimed, stackName: 'quick' });
    pass(36);
    expect(quick.status).toBe('ROLLBACK_IN_PROGRESS');
  });
});

import { createOperator } from '@/sandbox/accounts';
import { takeAnswer } from '@/sandbox/cloudformation/response-url';
import { ROLE_AND_POLICY, template, testWorld } from '@/sandbox/cloudformation/testing';
import type { ApiRequest } from '@/sandbox/http/message';
import { ensureDoorbell } from '@/sandbox/messaging/doorbell';
import { queueArn, receiveMessages } from '@/sandbox/messaging/queues';
import { DOORBELL_NAME, SANDBOX_OPERATOR } from '@/sandbox/operator';
import type { Json } from '@/sandbox/state';

export const PLACE = { accountId: SANDBOX_OPERATOR.accountId, region: 'us-east-1', name: DOORBELL_NAME };
export const TOPIC = `arn:aws:sns:us-east-1:${PLACE.accountId}:${DOORBELL_NAME}`;

export type Asked = {
  RequestType: string;
  ResponseURL: string;
  PhysicalResourceId?: string;
  RequestId: string;
} & Record<string, Json>;

export const hook = (
  type: string,
  rest: { [key: string]: Json } = {},
  properties: { [key: string]: Json } = {},
) => ({
  Type: type,
  Properties: { ServiceToken: TOPIC, ServiceTimeout: 300, ...properties },
  ...rest,
});

/** The shape of the product's own template: a hook at the start, and one after role and policy. */
export const HOOKED = template({
  Resources: {
    Start: hook('Custom::TributaryStart', {}, { Answer: 42, Really: true }),
    ...ROLE_AND_POLICY,
    Done: hook('Custom::TributaryDone', { DependsOn: ['Role', 'Policy'] }),
  },
});

export const ONE = template({ Resources: { Hook: hook('Custom::Hook') } });

/** A test world with the operator's topic and queue, and somebody who reads the queue and answers. */
export function hookedWorld() {
  const { world, pass } = testWorld();
  createOperator(world);
  ensureDoorbell(world);
  /** The requests that came since the last look. */
  const asked = (): Asked[] => {
    const queue = world.data.queues[queueArn(PLACE)];
    if (!queue) throw new Error('no queue');
    const messages = receiveMessages(world, { queue, most: 10, visibilitySeconds: 43_200 });
    queue.messages = [];
    return messages.map((one): Asked => JSON.parse(JSON.parse(one.body).Message));
  };

  const put = (request: Asked, body: string, headers: Record<string, string> = {}) => {
    const url = new URL(request.ResponseURL);
    const sent: ApiRequest = {
      method: 'PUT',
      path: url.pathname,
      query: [...url.searchParams],
      headers,
      body: new TextEncoder().encode(body),
    };
    return takeAnswer(world, sent);
  };

  const answer = (request: Asked, change: Record<string, Json | undefined> = {}): void => {
    const { StackId, RequestId, LogicalResourceId } = request;
    const PhysicalResourceId = request.PhysicalResourceId ?? 'made-by-us';
    put(
      request,
      JSON.stringify({
        Status: 'SUCCESS',
        PhysicalResourceId,
        StackId,
        RequestId,
        LogicalResourceId,
        ...change,
      }),
    );
    pass(0);
  };
  return { world, pass, asked, put, answer };
}

export type HookedWorld = ReturnType<typeof hookedWorld>;

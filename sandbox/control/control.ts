import { ZodError, z } from 'zod';
import { accountVerbs } from '@/sandbox/control/account-verbs';
import { messageVerbs } from '@/sandbox/control/message-verbs';
import { reportVerbs } from '@/sandbox/control/report-verbs';
import { roleVerbs } from '@/sandbox/control/role-verbs';
import { stackVerbs } from '@/sandbox/control/stack-verbs';
import type { Stand } from '@/sandbox/control/verb';
import { AwsFault } from '@/sandbox/fault';
import type { ApiRequest, ApiResponse } from '@/sandbox/http/message';

export type Control = ReturnType<typeof createControl>;

/** Every control call by its name: what tests and the demo change in the world. */
export function createControl(stand: Stand) {
  return {
    ...accountVerbs(stand),
    ...roleVerbs(stand),
    ...reportVerbs(stand),
    ...stackVerbs(stand),
    ...messageVerbs(stand),
  };
}

export const CONTROL_PATH = '/_sandbox/';

/**
 * Serves `POST /_sandbox/{verb}` (put-report or putReport) with a JSON body and a JSON answer; 400 with a message
 * when the input is wrong. Only JSON from this machine is taken, so that no web page can reach it by a form.
 */
export async function handleControl(control: Control, request: ApiRequest): Promise<ApiResponse> {
  const name = request.path
    .slice(CONTROL_PATH.length)
    .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const json = request.headers['content-type']?.startsWith('application/json') ?? false;
  const local = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '');
  if (request.method !== 'POST' || !json || !local)
    return answer(405, { error: 'POST JSON from this machine.' });
  const run: unknown = Object.hasOwn(control, name) ? Reflect.get(control, name) : undefined;
  if (typeof run !== 'function') return answer(404, { error: `There is no control call ${name}.` });
  try {
    const input = z.json().parse(JSON.parse(new TextDecoder().decode(request.body) || '{}'));
    return answer(200, (await run(input)) ?? {});
  } catch (error) {
    return answer(400, {
      error: describe(error),
      ...(error instanceof AwsFault ? { code: error.code } : {}),
    });
  }
}

function describe(error: unknown): string {
  if (error instanceof ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}

function answer(status: number, value: unknown): ApiResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

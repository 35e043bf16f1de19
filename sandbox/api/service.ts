import type { Call } from '@/sandbox/api/call';

/** What an operation takes: the fields of a query form, or the members of a JSON body. */
export type Input = Record<string, unknown>;

/** The SDK's schema of the answer and its value; a null schema (no current client has one) is written as it is. */
export type Answer = { schema: unknown; value: Record<string, unknown> };

export type Operation = (call: Call, input: Input) => Answer | Promise<Answer>;

export type Service = {
  /** The service name of the credential scope. */
  name: string;
  protocol: 'query' | 'json-1.0' | 'json-1.1' | 'rest-json';
  /** A service with a single endpoint refuses signatures of any other Region. */
  region: 'any' | 'us-east-1';
  /** The namespace of query answers. */
  xmlns?: string;
  operations: Record<string, Operation>;
  /** For rest-json: 'GET /v1/checks' to the operation. */
  routes?: Record<string, string>;
};

export function textInput(input: Input, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' ? value : undefined;
}

/** The values of a list in a query form: `Capabilities.member.1` and so on. */
export function listInput(input: Input, name: string): string[] {
  const list: string[] = [];
  for (let index = 1; ; index++) {
    const value = textInput(input, `${name}.member.${index}`);
    if (value === undefined) return list;
    list.push(value);
  }
}

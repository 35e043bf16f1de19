import type { IncomingMessage } from 'node:http';
import { AwsFault } from '@/sandbox/fault';

/** A request as it came over the wire; the path and the query are still encoded. */
export type ApiRequest = {
  method: string;
  path: string;
  query: [name: string, value: string][];
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Uint8Array;
  /** Whether the caller has hung up; absent where nobody can. */
  isGone?: () => boolean;
};

export type ApiResponse = {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array | string;
};

/** 64 MB: larger than anything that the product or its tests put. */
const LARGEST_BODY = 64 * 1024 * 1024;

export async function readRequest(message: IncomingMessage): Promise<ApiRequest> {
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return {
    method: message.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? [] : parseQuery(url.slice(mark + 1)),
    headers,
    body: await readBody(message),
  };
}

export function queryValue(request: ApiRequest, name: string): string | undefined {
  return request.query.find(([key]) => key === name)?.[1];
}

/** Fields of an `application/x-www-form-urlencoded` body. */
export function formFields(request: ApiRequest): Map<string, string> {
  return new Map(new URLSearchParams(new TextDecoder().decode(request.body)));
}

/** Percent-decoding without the plus sign of forms, as S3 and SigV4 do it. */
function parseQuery(text: string): [string, string][] {
  if (text === '') return [];
  return text.split('&').map((pair) => {
    const mark = pair.indexOf('=');
    const [name, value] = mark < 0 ? [pair, ''] : [pair.slice(0, mark), pair.slice(mark + 1)];
    return [decode(name), decode(value)];
  });
}

export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsFault('InvalidURI', { status: 400, message: "Couldn't parse the specified URI." });
  }
}

async function readBody(message: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST_BODY) {
      throw new AwsFault('EntityTooLarge', { status: 400, message: 'Your proposed upload is too large.' });
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

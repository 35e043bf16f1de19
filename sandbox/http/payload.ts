import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsFault } from '@/sandbox/fault';
import type { ApiRequest } from '@/sandbox/http/message';
import { sha256Hex } from '@/sandbox/http/sigv4';

/**
 * The body that a request really carries, once its stated hash and checksums were found right. Knows a plain hash,
 * UNSIGNED-PAYLOAD and the chunked form with a checksum trailer that the SDKs use for streams.
 */
export function readPayload(request: ApiRequest): Uint8Array {
  const stated = request.headers['x-amz-content-sha256'];
  if (stated === undefined || stated === 'UNSIGNED-PAYLOAD')
    return checkedSums(request.headers, request.body);
  if (stated === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') {
    const { body, trailer } = decodeChunks(request.body);
    return checkedSums({ ...request.headers, ...trailer }, body);
  }
  if (stated.startsWith('STREAMING-')) {
    throw new AwsFault('NotImplemented', {
      status: 501,
      message: 'The sandbox does not read chunks that are signed one by one.',
    });
  }
  if (stated !== sha256Hex(request.body)) {
    throw new AwsFault('XAmzContentSHA256Mismatch', {
      status: 400,
      message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
    });
  }
  return checkedSums(request.headers, request.body);
}

/** `<size in hex>[;extensions]\r\n<bytes>\r\n … 0\r\n<trailer lines>\r\n\r\n` */
function decodeChunks(bytes: Uint8Array): { body: Uint8Array; trailer: Record<string, string> } {
  const source = Buffer.from(bytes);
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = source.indexOf('\r\n', at);
    const size = end < 0 ? Number.NaN : Number.parseInt(source.toString('latin1', at, end), 16);
    if (!(size >= 0) || end + 2 + size > source.length) throw incomplete();
    at = end + 2;
    if (size === 0) break;
    parts.push(source.subarray(at, at + size));
    at += size + 2;
  }
  const trailer: Record<string, string> = {};
  for (const line of source.toString('latin1', at).split('\r\n')) {
    const mark = line.indexOf(':');
    if (mark > 0) trailer[line.slice(0, mark).trim().toLowerCase()] = line.slice(mark + 1).trim();
  }
  return { body: Buffer.concat(parts), trailer };
}

const SUMS: Record<string, (body: Uint8Array) => string> = {
  'x-amz-checksum-crc32': (body) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return sum.toString('base64');
  },
  'x-amz-checksum-sha1': (body) => createHash('sha1').update(body).digest('base64'),
  'x-amz-checksum-sha256': (body) => createHash('sha256').update(body).digest('base64'),
  'content-md5': (body) => createHash('md5').update(body).digest('base64'),
};

function checkedSums(headers: Record<string, string>, body: Uint8Array): Uint8Array {
  for (const [name, sum] of Object.entries(SUMS)) {
    const stated = headers[name];
    if (stated === undefined || stated === sum(body)) continue;
    throw new AwsFault('BadDigest', { status: 400, message: `The ${name} you specified did not match.` });
  }
  return body;
}

function incomplete(): AwsFault {
  return new AwsFault('IncompleteBody', {
    status: 400,
    message: 'The request body terminated unexpectedly.',
  });
}

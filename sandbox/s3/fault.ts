import { AwsFault } from '@/sandbox/fault';
import type { ApiResponse } from '@/sandbox/http/message';
import { escapeXml } from '@/sandbox/wire/xml';

/** An error as S3 writes it. The answer to a HEAD has no body, so a client sees the status and the headers alone. */
export function s3Fault(
  fault: AwsFault,
  { head, requestId }: { head: boolean; requestId: string },
): ApiResponse {
  const members = Object.entries(fault.extra).filter(([name]) => !name.startsWith('x-amz-'));
  const headers = Object.entries(fault.extra).filter(([name]) => name.startsWith('x-amz-'));
  const inside = [['Code', fault.code], ['Message', fault.message], ...members, ['RequestId', requestId]]
    .map(([name, value]) => `<${name}>${escapeXml(value ?? '')}</${name}>`)
    .join('');
  return {
    status: fault.status,
    headers: {
      'content-type': 'application/xml',
      'x-amz-request-id': requestId,
      ...Object.fromEntries(headers),
    },
    body: head ? '' : `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inside}</Error>`,
  };
}

export function noSuchBucket(name: string): AwsFault {
  return new AwsFault('NoSuchBucket', {
    status: 404,
    message: 'The specified bucket does not exist',
    extra: { BucketName: name },
  });
}

export function noSuchKey(key: string): AwsFault {
  return new AwsFault('NoSuchKey', {
    status: 404,
    message: 'The specified key does not exist.',
    extra: { Key: key },
  });
}

export function invalidArgument(message: string): AwsFault {
  return new AwsFault('InvalidArgument', { status: 400, message });
}

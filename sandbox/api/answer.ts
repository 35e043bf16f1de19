import type { Answer, Service } from '@/sandbox/api/service';
import type { AwsFault } from '@/sandbox/fault';
import type { ApiResponse } from '@/sandbox/http/message';
import { toJson } from '@/sandbox/wire/json';
import { escapeXml, toXml } from '@/sandbox/wire/xml';

/** An operation's answer in the service's own protocol. */
export function writeAnswer(
  service: Service,
  { operation, answer, requestId }: { operation: string; answer: Answer; requestId: string },
): ApiResponse {
  if (service.protocol === 'query') {
    const result = toXml(answer.schema, answer.value);
    const meta = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
    const inside = `<${operation}Result>${result}</${operation}Result>${meta}`;
    return xml(
      200,
      `<${operation}Response xmlns="${service.xmlns}">${inside}</${operation}Response>`,
      requestId,
    );
  }
  const body = answer.schema === null ? JSON.stringify(answer.value) : toJson(answer.schema, answer.value);
  return { status: 200, headers: jsonHeaders(service, requestId), body };
}

/** An error in the service's own protocol, with the code and the status that this protocol uses for it. */
export function writeFault(
  service: Service,
  { fault, requestId }: { fault: AwsFault; requestId: string },
): ApiResponse {
  if (service.protocol === 'query') {
    const code = QUERY_CODES[fault.code] ?? fault.code;
    const error = `<Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(fault.message)}</Message>`;
    const inside = `<Error>${error}</Error><RequestId>${requestId}</RequestId>`;
    return xml(fault.status, `<ErrorResponse xmlns="${service.xmlns}">${inside}</ErrorResponse>`, requestId);
  }
  const known = JSON_CODES[fault.code];
  const queryCode = service.name === 'sqs' ? SQS_CODES[fault.code] : undefined;
  const rest = service.protocol === 'rest-json';
  const code = known?.code ?? fault.code;
  return {
    status: known && !rest ? known.status : fault.status,
    headers: {
      ...jsonHeaders(service, requestId),
      ...(rest ? { 'x-amzn-ErrorType': code } : {}),
      ...(queryCode ? { 'x-amzn-query-error': `${queryCode};Sender` } : {}),
    },
    body: JSON.stringify({ __type: code, message: fault.message, Message: fault.message, ...fault.extra }),
  };
}

/** What the sandbox throws under S3's name, by the name that query services use. */
const QUERY_CODES: Record<string, string> = {
  InvalidAccessKeyId: 'InvalidClientTokenId',
  InvalidToken: 'InvalidClientTokenId',
  RequestTimeTooSkewed: 'SignatureDoesNotMatch',
  AuthorizationHeaderMalformed: 'IncompleteSignature',
};

/** SQS spoke the query protocol before, and tells the codes of that time in a header. */
const SQS_CODES: Record<string, string> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  ReceiptHandleIsInvalid: 'ReceiptHandleIsInvalid',
  InvalidAddress: 'InvalidAddress',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
};

/** The same for JSON services, which answer with 400 where others answer with 403. */
const JSON_CODES: Record<string, { code: string; status: number }> = {
  AccessDenied: { code: 'AccessDeniedException', status: 400 },
  InvalidAccessKeyId: { code: 'UnrecognizedClientException', status: 400 },
  InvalidToken: { code: 'UnrecognizedClientException', status: 400 },
  ExpiredToken: { code: 'ExpiredTokenException', status: 400 },
  SignatureDoesNotMatch: { code: 'InvalidSignatureException', status: 400 },
  RequestTimeTooSkewed: { code: 'InvalidSignatureException', status: 400 },
  AuthorizationHeaderMalformed: { code: 'IncompleteSignatureException', status: 400 },
  MissingAuthenticationToken: { code: 'MissingAuthenticationTokenException', status: 400 },
  ValidationError: { code: 'ValidationException', status: 400 },
};

function xml(status: number, body: string, requestId: string): ApiResponse {
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}

function jsonHeaders(service: Service, requestId: string): Record<string, string> {
  const type = {
    'json-1.0': 'application/x-amz-json-1.0',
    'json-1.1': 'application/x-amz-json-1.1',
    'rest-json': 'application/json',
    query: 'text/xml',
  }[service.protocol];
  return { 'content-type': type, 'x-amzn-requestid': requestId };
}

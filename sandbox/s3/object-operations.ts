import { accessDenied, requireAccess } from '@/sandbox/api/call';
import { AwsFault } from '@/sandbox/fault';
import type { ApiResponse } from '@/sandbox/http/message';
import { bucketArn } from '@/sandbox/s3/bucket-operations';
import { noSuchKey } from '@/sandbox/s3/fault';
import { etagOf, findObject, type ObjectView } from '@/sandbox/s3/objects';
import { readRange } from '@/sandbox/s3/range';
import { checkRequesterPays } from '@/sandbox/s3/requester-pays';
import type { S3Call } from '@/sandbox/s3/router';

/** GET and HEAD of an object. Without s3:ListBucket a missing key is AccessDenied, as in AWS. */
export async function getObject(call: S3Call): Promise<ApiResponse> {
  requireAccess(call, { action: 's3:GetObject', resource: objectArn(call) });
  checkRequesterPays(call);
  const object = await findObject(call.world, call);
  if (!object) throw missing(call);
  requireKey(call, object);
  const head = call.request.method === 'HEAD';
  if (!head && object.storageClass !== 'STANDARD') {
    throw new AwsFault('InvalidObjectState', {
      status: 403,
      message: "The operation is not valid for the object's storage class",
      extra: { StorageClass: object.storageClass },
    });
  }
  const range = readRange(call.request.headers.range, object.size);
  const { start, end } = range ?? { start: 0, end: object.size };
  return {
    status: range ? 206 : 200,
    headers: {
      ...objectHeaders(object),
      'content-length': String(end - start),
      ...(range ? { 'content-range': `bytes ${start}-${end - 1}/${object.size}` } : {}),
    },
    body: head ? '' : await object.read(start, end),
  };
}

export async function putObject(call: S3Call): Promise<ApiResponse> {
  const { world, bucket, key, payload, request } = call;
  requireAccess(call, { action: 's3:PutObject', resource: objectArn(call) });
  if (request.headers['if-none-match'] === '*' && (await findObject(world, call))) {
    throw new AwsFault('PreconditionFailed', {
      status: 412,
      message: 'At least one of the pre-conditions you specified did not hold',
    });
  }
  const etag = etagOf(payload);
  world.bodies.set(`${bucket.name}/${key}`, payload);
  bucket.objects[key] = {
    key,
    size: payload.length,
    etag,
    lastModified: world.nowIso(),
    contentType: request.headers['content-type'] ?? 'binary/octet-stream',
    storageClass: 'STANDARD',
    kmsKeyArn: null,
  };
  world.changed();
  return { status: 200, headers: { etag }, body: '' };
}

/** Deleting what is not there succeeds. */
export function deleteObject(call: S3Call): ApiResponse {
  requireAccess(call, { action: 's3:DeleteObject', resource: objectArn(call) });
  delete call.bucket.objects[call.key];
  call.world.bodies.delete(`${call.bucket.name}/${call.key}`);
  call.world.changed();
  return { status: 204, headers: {}, body: '' };
}

function objectArn(call: S3Call): string {
  return `${bucketArn(call.bucket)}/${call.key}`;
}

function missing(call: S3Call): AwsFault {
  const { world, principal } = call;
  const question = { action: 's3:ListBucket', resource: bucketArn(call.bucket) };
  const decision = world.authorize(principal, question);
  if (decision.allowed) return noSuchKey(call.key);
  return accessDenied(principal, { ...question, reason: decision.reason });
}

/** An object under a customer's key needs kms:Decrypt too; S3 answers AccessDenied, and only its message tells. */
function requireKey(call: S3Call, object: ObjectView): void {
  if (object.kmsKeyArn === null || call.request.method === 'HEAD') return;
  requireAccess(call, { action: 'kms:Decrypt', resource: object.kmsKeyArn });
}

function objectHeaders(object: ObjectView): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': object.contentType,
    etag: object.etag,
    'last-modified': object.lastModified.toUTCString(),
    'accept-ranges': 'bytes',
  };
  if (object.storageClass !== 'STANDARD') headers['x-amz-storage-class'] = object.storageClass;
  if (object.kmsKeyArn !== null) {
    headers['x-amz-server-side-encryption'] = 'aws:kms';
    headers['x-amz-server-side-encryption-aws-kms-key-id'] = object.kmsKeyArn;
  }
  return headers;
}

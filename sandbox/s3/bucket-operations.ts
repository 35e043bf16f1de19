import { GetBucketLocationOutput$, ListObjectsV2Output$ } from '@aws-sdk/client-s3';
import { type Call, requireAccess, signedPrincipal } from '@/sandbox/api/call';
import { AwsFault } from '@/sandbox/fault';
import { type ApiResponse, queryValue } from '@/sandbox/http/message';
import { encode } from '@/sandbox/http/sigv4';
import { invalidArgument } from '@/sandbox/s3/fault';
import { type ListInput, type ListPage, listPage } from '@/sandbox/s3/listing';
import { bucketObjects, listedObjects } from '@/sandbox/s3/objects';
import { checkRequesterPays } from '@/sandbox/s3/requester-pays';
import type { S3Call } from '@/sandbox/s3/router';
import type { Bucket } from '@/sandbox/state';
import { toXml } from '@/sandbox/wire/xml';

/** Whatever the permissions, the answer carries the bucket's Region: a client learns it from a 403 too. */
export function headBucket(call: S3Call): ApiResponse {
  try {
    requireAccess(call, { action: 's3:ListBucket', resource: bucketArn(call.bucket) });
  } catch (error) {
    if (error instanceof AwsFault) error.extra['x-amz-bucket-region'] = call.bucket.region;
    throw error;
  }
  return { status: 200, headers: regionHeader(call.bucket), body: '' };
}

/** us-east-1 is written as an empty constraint. */
export function getBucketLocation(call: S3Call): ApiResponse {
  requireAccess(call, { action: 's3:GetBucketLocation', resource: bucketArn(call.bucket) });
  const { region } = call.bucket;
  const value = region === 'us-east-1' ? '' : region;
  toXml(GetBucketLocationOutput$, { LocationConstraint: value });
  return xml(`<LocationConstraint xmlns="${S3_XMLNS}">${value}</LocationConstraint>`);
}

export async function listObjects(call: S3Call): Promise<ApiResponse> {
  const input = listInput(call);
  const context: Record<string, string> = { 's3:prefix': input.prefix, 's3:max-keys': String(input.maxKeys) };
  if (input.delimiter !== '') context['s3:delimiter'] = input.delimiter;
  requireAccess(call, { action: 's3:ListBucket', resource: bucketArn(call.bucket), context });
  checkRequesterPays(call);
  const page = listPage(await listedObjects(call.world, call.bucket), input);
  return xml(
    `<ListBucketResult xmlns="${S3_XMLNS}">${toXml(ListObjectsV2Output$, listOutput(call, { input, page }))}</ListBucketResult>`,
    regionHeader(call.bucket),
  );
}

export function createBucket(call: Call, name: string): ApiResponse {
  const { accountId } = signedPrincipal(call);
  requireAccess(call, { action: 's3:CreateBucket', resource: `arn:aws:s3:::${name}` });
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
    throw new AwsFault('InvalidBucketName', { status: 400, message: 'The specified bucket is not valid.' });
  }
  const existing = call.world.bucket(name);
  if (existing) {
    const own = existing.accountId === accountId;
    const code = own ? 'BucketAlreadyOwnedByYou' : 'BucketAlreadyExists';
    throw new AwsFault(code, { status: 409, message: 'The requested bucket name is not available.' });
  }
  const body = new TextDecoder().decode(call.payload);
  const region = /<LocationConstraint>([^<]+)</.exec(body)?.[1] ?? 'us-east-1';
  call.world.createBucket({ name, accountId, region });
  return { status: 200, headers: { location: `/${name}` }, body: '' };
}

export async function deleteBucket(call: S3Call): Promise<ApiResponse> {
  requireAccess(call, { action: 's3:DeleteBucket', resource: bucketArn(call.bucket) });
  if ((await bucketObjects(call.world, call.bucket)).length > 0) {
    throw new AwsFault('BucketNotEmpty', {
      status: 409,
      message: 'The bucket you tried to delete is not empty',
    });
  }
  delete call.world.buckets[call.bucket.name];
  call.world.changed();
  return { status: 204, headers: {}, body: '' };
}

const S3_XMLNS = 'http://s3.amazonaws.com/doc/2006-03-01/';

export function bucketArn(bucket: Bucket): string {
  return `arn:aws:s3:::${bucket.name}`;
}

function regionHeader(bucket: Bucket): Record<string, string> {
  return { 'x-amz-bucket-region': bucket.region };
}

function xml(body: string, headers: Record<string, string> = {}): ApiResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml', ...headers },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}

/** A page holds at most 1000 entries, whatever was asked. */
const LARGEST_PAGE = 1000;

function listInput({ request }: S3Call): ListInput {
  const maxKeys = queryValue(request, 'max-keys') ?? String(LARGEST_PAGE);
  if (!/^\d{1,9}$/.test(maxKeys))
    throw invalidArgument('Provided max-keys not an integer or within integer range');
  const token = queryValue(request, 'continuation-token');
  const resume = token === undefined ? '' : readToken(token);
  return {
    prefix: queryValue(request, 'prefix') ?? '',
    delimiter: queryValue(request, 'delimiter') ?? '',
    startAfter: token === undefined ? (queryValue(request, 'start-after') ?? '') : '',
    resume,
    maxKeys: Math.min(Number(maxKeys), LARGEST_PAGE),
  };
}

function listOutput(
  call: S3Call,
  { input, page }: { input: ListInput; page: ListPage },
): Record<string, unknown> {
  const { request } = call;
  const url = queryValue(request, 'encoding-type') === 'url';
  const name = (text: string) => (url ? encode(text).replace(/%2F/g, '/') : text);
  return {
    Name: call.bucket.name,
    Prefix: name(input.prefix),
    Delimiter: input.delimiter === '' ? undefined : name(input.delimiter),
    MaxKeys: input.maxKeys,
    KeyCount: page.contents.length + page.commonPrefixes.length,
    IsTruncated: page.truncated,
    EncodingType: url ? 'url' : undefined,
    StartAfter: queryValue(request, 'start-after'),
    ContinuationToken: queryValue(request, 'continuation-token'),
    NextContinuationToken: page.truncated ? writeToken(page.last) : undefined,
    Contents: page.contents.map((object) => ({
      Key: name(object.key),
      LastModified: object.lastModified,
      ETag: object.etag,
      Size: object.size,
      StorageClass: object.storageClass,
    })),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: name(prefix) })),
  };
}

function writeToken(last: string): string {
  return Buffer.from(`1:${last}`).toString('base64url');
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith('1:')) throw invalidArgument('The continuation token provided is incorrect');
  return text.slice(2);
}

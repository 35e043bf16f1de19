import type { Call } from '@/sandbox/api/call';
import { AwsFault } from '@/sandbox/fault';
import { type ApiResponse, decode, queryValue } from '@/sandbox/http/message';
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  headBucket,
  listObjects,
} from '@/sandbox/s3/bucket-operations';
import { noSuchBucket } from '@/sandbox/s3/fault';
import { deleteObject, getObject, putObject } from '@/sandbox/s3/object-operations';
import type { Bucket } from '@/sandbox/state';

/** What an S3 request is about, and the bucket, which exists and may be addressed from here. */
export type S3Call = Call & { bucket: Bucket; key: string };

type Operation = (call: S3Call) => ApiResponse | Promise<ApiResponse>;

/** The name of the operation that a request is, for the record and the choice; null for one that is not played. */
export function s3Operation(call: Pick<Call, 'request'>): string | null {
  const { method } = call.request;
  const { key } = s3Path(call.request.path);
  const asks = (name: string) => queryValue(call.request, name) !== undefined;
  if (call.request.query.some(([name]) => UNPLAYED.has(name))) return null;
  if (key !== '') return OBJECT_OPERATIONS[method] ?? null;
  if (method === 'GET')
    return asks('location') ? 'GetBucketLocation' : asks('list-type') ? 'ListObjectsV2' : null;
  return BUCKET_OPERATIONS[method] ?? null;
}

/** Answers a request to S3, path-style. Throws AwsFault. */
export async function handleS3(call: Call): Promise<ApiResponse> {
  const name = s3Operation(call);
  const { bucketName, key } = s3Path(call.request.path);
  if (name === null || bucketName === '') {
    throw new AwsFault('NotImplemented', {
      status: 501,
      message: 'The sandbox does not play this operation.',
    });
  }
  if (name === 'CreateBucket') return createBucket(call, bucketName);
  const bucket = call.world.bucket(bucketName);
  if (!bucket) throw noSuchBucket(bucketName);
  checkRegion(call, bucket);
  checkOwner(call, bucket);
  const run = RUN[name];
  if (!run) throw new Error(`No function for ${name}`);
  return run({ ...call, bucket, key });
}

const OBJECT_OPERATIONS: Record<string, string> = {
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
};

const BUCKET_OPERATIONS: Record<string, string> = {
  HEAD: 'HeadBucket',
  PUT: 'CreateBucket',
  DELETE: 'DeleteBucket',
};

const RUN: Record<string, Operation> = {
  HeadBucket: headBucket,
  GetBucketLocation: getBucketLocation,
  ListObjectsV2: listObjects,
  DeleteBucket: deleteBucket,
  GetObject: getObject,
  HeadObject: getObject,
  PutObject: putObject,
  DeleteObject: deleteObject,
};

/** Subresources whose operations would otherwise be taken for a plain GET or PUT. */
const UNPLAYED = new Set([
  'acl',
  'cors',
  'encryption',
  'lifecycle',
  'logging',
  'partNumber',
  'policy',
  'replication',
  'requestPayment',
  'tagging',
  'uploadId',
  'uploads',
  'versionId',
  'versioning',
  'versions',
  'website',
]);

function s3Path(path: string): { bucketName: string; key: string } {
  const at = path.indexOf('/', 1);
  if (at < 0) return { bucketName: decode(path.slice(1)), key: '' };
  return { bucketName: decode(path.slice(1, at)), key: decode(path.slice(at + 1)) };
}

/** An unsigned request stands at the global endpoint, which is us-east-1's. */
function checkRegion(call: Call, bucket: Bucket): void {
  if (call.region === bucket.region) return;
  if (bucket.wrongRegionAnswer === 'malformed' && call.principal.kind !== 'anonymous') {
    throw new AwsFault('AuthorizationHeaderMalformed', {
      status: 400,
      message: `The authorization header is malformed; the region '${call.region}' is wrong; expecting '${bucket.region}'`,
      extra: { Region: bucket.region, 'x-amz-bucket-region': bucket.region },
    });
  }
  throw new AwsFault('PermanentRedirect', {
    status: 301,
    message:
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    extra: {
      Endpoint: `${bucket.name}.s3.${bucket.region}.amazonaws.com`,
      Bucket: bucket.name,
      'x-amz-bucket-region': bucket.region,
    },
  });
}

function checkOwner(call: Call, bucket: Bucket): void {
  const expected = call.request.headers['x-amz-expected-bucket-owner'];
  if (expected === undefined || expected === bucket.accountId) return;
  throw new AwsFault('AccessDenied', {
    status: 403,
    message: 'Access Denied',
    extra: { 'x-amz-bucket-region': bucket.region },
  });
}

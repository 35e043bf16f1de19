import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { AwsRegion, BucketName } from '@/lib/aws-ids';
import { AwsTrouble } from '@/lib/aws-trouble';
import type { ByteRange, ListedObject, ListPage, ObjectPart, ReportSource } from '@/lib/report-source';
import { describeReports } from './cur';
import { statusOf, troubleOf } from './errors';
import { type AwsPlace, clientOptions, REGION } from './place';
import type { AwsCredentials } from './port';

/** With null credentials the SDK's own chain is used: an operator who looks at a bucket of their own. */
export type BucketPlace = {
  credentials: AwsCredentials | null;
  bucket: string;
  accountId: string;
  region: string | null;
};

/** A whole call, its body included; the SDK's own limits count the silence between two packets. */
const CALL_MS = 60_000;

/** The port of the reports' domain over S3 and the CUR API. */
export function reportSource(place: AwsPlace, wanted: BucketPlace): ReportSource {
  const { bucket: Bucket, accountId, credentials } = wanted;
  const { ask, region } = regional(place, wanted);
  const payer = (pays: boolean | undefined) => (pays ? { RequestPayer: 'requester' as const } : {});
  const mine = { Bucket, ExpectedBucketOwner: accountId };
  return {
    list: ({ prefix, delimiter, token, after, requesterPays }) => {
      const page = { Prefix: prefix, Delimiter: delimiter, ContinuationToken: token, StartAfter: after };
      const command = new ListObjectsV2Command({ ...mine, ...page, ...payer(requesterPays) });
      return ask(async (to, abortSignal) => pageOf(await to.send(command, { abortSignal })));
    },
    read: ({ key, range, requesterPays }) => {
      const command = new GetObjectCommand({
        ...mine,
        Key: key,
        Range: rangeOf(range),
        ...payer(requesterPays),
      });
      return ask(async (to, abortSignal) => {
        try {
          return await partOf(await to.send(command, { abortSignal }), range);
        } catch (error) {
          // An empty object has no range at all.
          if (statusOf(error) === 416) return NOTHING;
          throw error;
        }
      });
    },
    head: ({ key, anyOwner, requesterPays }) =>
      ask(async (to, abortSignal) => {
        const asked = anyOwner ? { Bucket } : mine;
        try {
          if (key === undefined) {
            await to.send(new HeadBucketCommand(asked), { abortSignal });
            return { lastModified: null };
          }
          const command = new HeadObjectCommand({ ...asked, Key: key, ...payer(requesterPays) });
          const { LastModified } = await to.send(command, { abortSignal });
          return { lastModified: LastModified?.toISOString() ?? null };
        } catch (error) {
          throw headTrouble(error);
        }
      }),
    describe: ({ token }) => describeReports(place, { credentials, token }),
    region,
  };
}

const NOTHING: ObjectPart = { bytes: new Uint8Array(), start: 0, size: 0, lastModified: null };

/** Asks where the bucket is: one of another Region costs one answer, then is asked there. */
function regional(place: AwsPlace, { bucket, credentials, region: known }: BucketPlace) {
  let region = AwsRegion.safeParse(known).data ?? null;
  let client = s3(place, { credentials, region });
  // A bucket's name becomes part of a host or of a path: whatever led here, the SDK sees none but AWS's grammar.
  const named = BucketName.safeParse(bucket).data === bucket;
  const ask = async <T>(send: (client: S3Client, signal: AbortSignal) => Promise<T>): Promise<T> => {
    if (!named) throw new AwsTrouble('invalid', { awsName: 'InvalidBucketName' });
    try {
      const answer = await send(client, AbortSignal.timeout(CALL_MS));
      region ??= REGION;
      return answer;
    } catch (error) {
      const trouble = troubleOf(error);
      const there = AwsRegion.safeParse(trouble.region).data;
      if (there !== undefined && there !== region) {
        region = there;
        client = s3(place, { credentials, region });
      }
      throw trouble;
    }
  };
  return { ask, region: () => region };
}

function s3(place: AwsPlace, use: { credentials: AwsCredentials | null; region: string | null }): S3Client {
  const { credentials, region } = use;
  return new S3Client({
    ...clientOptions(place, { region: region ?? REGION, ...(credentials === null ? {} : { credentials }) }),
    forcePathStyle: place.endpoint !== null,
    // Ranges have no checksum of their own; asking for one only costs.
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

type ListedAnswer = {
  Key?: string | undefined;
  LastModified?: Date | undefined;
  Size?: number | undefined;
  StorageClass?: string | undefined;
};
type ListAnswer = {
  Name?: string | undefined;
  KeyCount?: number | undefined;
  IsTruncated?: boolean | undefined;
  NextContinuationToken?: string | undefined;
  Contents?: ListedAnswer[] | undefined;
  CommonPrefixes?: { Prefix?: string | undefined }[] | undefined;
};

function pageOf(answer: ListAnswer): ListPage {
  // A captive portal answers 200 with a page: then every field is missing.
  if (answer.Name === undefined && answer.KeyCount === undefined && answer.IsTruncated === undefined) {
    throw new AwsTrouble('malformed', { awsName: 'ListObjectsV2' });
  }
  const token = answer.IsTruncated ? answer.NextContinuationToken : null;
  if (token === undefined) throw new AwsTrouble('malformed', { awsName: 'ListObjectsV2' });
  return {
    objects: (answer.Contents ?? []).flatMap(listed),
    prefixes: (answer.CommonPrefixes ?? []).flatMap(({ Prefix }) => (Prefix === undefined ? [] : [Prefix])),
    token,
  };
}

// Glacier Instant Retrieval is read like any other object; whether an archived one was restored, the listing does not say.
const ARCHIVES: readonly (string | undefined)[] = ['GLACIER', 'DEEP_ARCHIVE'];

function listed({ Key, LastModified, Size, StorageClass }: ListedAnswer): ListedObject[] {
  if (Key === undefined) return [];
  const archived = ARCHIVES.includes(StorageClass);
  return [{ key: Key, lastModified: LastModified?.toISOString() ?? null, size: Size ?? null, archived }];
}

function rangeOf(range: ByteRange): string {
  return 'suffix' in range ? `bytes=-${range.suffix}` : `bytes=${range.first}-${range.last}`;
}

type GetAnswer = { Body?: unknown; ContentRange?: string | undefined; LastModified?: Date | undefined };

async function partOf(answer: GetAnswer, range: ByteRange): Promise<ObjectPart> {
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.ContentRange ?? '');
  if (match === null || !(answer.Body instanceof Readable))
    throw new AwsTrouble('malformed', { awsName: 'GetObject' });
  const [start = 0, last = 0, size = 0] = match.slice(1).map(Number);
  const asked = 'suffix' in range ? range.suffix : range.last - range.first + 1;
  const length = last - start + 1;
  if (length > asked) throw new AwsTrouble('malformed', { awsName: 'GetObject' });
  const bytes = await bytesOf(answer.Body, length);
  return { bytes, start, size, lastModified: answer.LastModified?.toISOString() ?? null };
}

/** Exactly the bytes that were announced: fewer mean a broken connection, more are not read. */
async function bytesOf(body: Readable, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array) || filled + chunk.length > length) {
      throw new AwsTrouble('malformed', { awsName: 'GetObject' });
    }
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  if (filled < length) throw new AwsTrouble('unavailable', { awsName: 'GetObject' });
  return bytes;
}

/** HEAD has no body, so no name: a 403 of S3 is a denial, a 404 says that it is not there, a 400 or 301 names the Region. */
function headTrouble(error: unknown): AwsTrouble {
  const trouble = troubleOf(error);
  const status = statusOf(error);
  const about = { awsName: trouble.awsName, region: trouble.region, cause: error };
  if (status === 403 && trouble.kind === 'unknown') return new AwsTrouble('denied', about);
  if (status === 404) return new AwsTrouble('missing', about);
  if (status === 400 && trouble.region !== null) return new AwsTrouble('wrong-region', about);
  return trouble;
}

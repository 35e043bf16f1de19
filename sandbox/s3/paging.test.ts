import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareKeys, type ListInput, listPage } from '@/sandbox/s3/listing';
import type { ObjectView } from '@/sandbox/s3/objects';
import { roleWith, startTestStand, type TestStand } from '@/sandbox/testing/stand';

/**
 * The rules of "ListObjectsV2" and "Organizing objects using prefixes" in AWS's documentation, against a listing that is
 * written from them word by word, without indexes or pages.
 */
function byTheBook(
  keys: string[],
  input: { prefix: string; delimiter: string; startAfter: string },
): string[] {
  const { prefix, delimiter, startAfter } = input;
  // "List results are always returned in UTF-8 binary order."
  const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const entries = sorted
    // "Limits the response to keys that begin with the specified prefix."
    .filter((key) => key.startsWith(prefix))
    // "Amazon S3 starts listing after this specified key."
    .filter((key) => Buffer.compare(Buffer.from(key), Buffer.from(startAfter)) > 0)
    // "All of the keys that roll up into a common prefix count as a single return." The first occurrence after the prefix counts.
    .map((key) => {
      const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      return at < 0 ? key : key.slice(0, at + delimiter.length);
    });
  return [...new Set(entries)];
}

function objects(keys: string[]): ObjectView[] {
  return [...keys].sort(compareKeys).map((key) => ({
    key,
    size: 1,
    etag: '""',
    lastModified: new Date(0),
    contentType: '',
    storageClass: 'STANDARD',
    kmsKeyArn: null,
    read: () => new Uint8Array(1),
  }));
}

/** Every entry of every page, keys and common prefixes in the order of their bytes within a page; and the sizes of the pages. */
function walk(keys: string[], input: Omit<ListInput, 'resume'>): { entries: string[]; sizes: number[] } {
  const entries: string[] = [];
  const sizes: number[] = [];
  for (let resume = ''; ; ) {
    const page = listPage(objects(keys), { ...input, resume });
    const found = [...page.contents.map(({ key }) => key), ...page.commonPrefixes].sort(compareKeys);
    entries.push(...found);
    sizes.push(found.length);
    if (!page.truncated) return { entries, sizes };
    resume = page.last;
  }
}

/** Few characters, so that prefixes are shared: with the delimiter, beyond ASCII, above and below the surrogates. */
const Key = fc.string({
  unit: fc.constantFrom('a', 'b', '/', '-', 'é', '\u{ffff}', '\u{1f600}'),
  minLength: 1,
  maxLength: 6,
});
const Keys = fc.uniqueArray(Key, { maxLength: 25 });

describe('a listing by the book', () => {
  it('orders any two keys as their UTF-8 bytes do', () => {
    const any = fc.string({ unit: 'grapheme', maxLength: 8 });
    fc.assert(
      fc.property(any, any, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });

  it('says the same in pages of any size, with any prefix, delimiter and start', () => {
    const delimiter = fc.constantFrom('', '/', '-', '/a', '\u{1f600}');
    fc.assert(
      fc.property(
        Keys,
        fc.oneof(fc.constant(''), Key),
        delimiter,
        fc.oneof(fc.constant(''), Key),
        fc.integer({ min: 1, max: 9 }),
        (keys, prefix, by, startAfter, maxKeys) => {
          const rules = { prefix, delimiter: by, startAfter };
          const { entries, sizes } = walk(keys, { ...rules, maxKeys });
          expect(entries).toEqual(byTheBook(keys, rules));
          // "Returns up to max-keys": keys and common prefixes count alike, and only the last page may hold less.
          expect(sizes.slice(0, -1).every((size) => size === maxKeys)).toBe(true);
        },
      ),
    );
  });
});

const ACCOUNT = '711122223333';
const Bucket = 'sandbox-paging';
/** Two keys whose order differs between UTF-16 units and UTF-8 bytes: U+FFFF and a pair of surrogates. */
const KEYS = ['a/1', 'a/2', 'a/b/1', 'b', 'c/1', '\u{ffff}', '\u{1f600}'];

describe('a listing through the SDK', () => {
  let stand: TestStand;
  let s3: S3Client;
  beforeAll(async () => {
    stand = await startTestStand({ now: new Date() });
    stand.control.createAccount({ accountId: ACCOUNT });
    stand.control.createBucket({ name: Bucket, accountId: ACCOUNT });
    for (const key of KEYS) stand.control.putObject({ bucket: Bucket, key, text: '' });
    s3 = new S3Client(stand.client(await roleWith(stand, { accountId: ACCOUNT, actions: ['s3:*'] })));
  });
  afterAll(() => stand.close());

  type Asked = { Prefix?: string; Delimiter?: string; StartAfter?: string; MaxKeys?: number };

  async function pages(asked: Asked): Promise<string[][]> {
    const all: string[][] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(new ListObjectsV2Command({ Bucket, ...asked, ContinuationToken }));
      const keys = (page.Contents ?? []).map(({ Key: key }) => key ?? '');
      all.push([...keys, ...(page.CommonPrefixes ?? []).map(({ Prefix }) => `(${Prefix})`)]);
      expect(page.KeyCount).toBe(all.at(-1)?.length);
      expect(page.IsTruncated).toBe(page.NextContinuationToken !== undefined);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return all;
  }

  it.each<[rule: string, Asked, string[][]]>([
    ['UTF-8 bytes, not UTF-16 units', {}, [KEYS]],
    [
      'a delimiter rolls up, and each prefix counts as one of max-keys',
      { Delimiter: '/', MaxKeys: 2 },
      [['(a/)', 'b'].sort(), ['\u{ffff}', '(c/)'], ['\u{1f600}']],
    ],
    [
      'the delimiter counts from behind the prefix',
      { Prefix: 'a/', Delimiter: '/' },
      [['a/1', 'a/2', '(a/b/)']],
    ],
    [
      'start-after leaves out its key and all before',
      { StartAfter: 'a/2', MaxKeys: 2 },
      [['a/b/1', 'b'], ['c/1', '\u{ffff}'], ['\u{1f600}']],
    ],
    [
      'start-after inside a common prefix leaves the prefix',
      { StartAfter: 'a/2', Delimiter: '/' },
      [['b', '\u{ffff}', '\u{1f600}', '(a/)', '(c/)']],
    ],
    ['start-after need be no key', { StartAfter: 'a/b/9' }, [['b', 'c/1', '\u{ffff}', '\u{1f600}']]],
    ['max-keys 0: nothing, and nothing more', { MaxKeys: 0 }, [[]]],
  ])('%s', async (_, asked, expected) => {
    const sorted = (list: string[][]) => list.map((page) => [...page].sort());
    expect(sorted(await pages(asked))).toEqual(sorted(expected));
  });

  it('goes on where the token says, whatever start-after says', async () => {
    const { NextContinuationToken } = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 }));
    const next = { Bucket, MaxKeys: 1, ContinuationToken: NextContinuationToken, StartAfter: 'c/1' };
    expect((await s3.send(new ListObjectsV2Command(next))).Contents?.[0]?.Key).toBe('a/2');
  });

  it.each<[string, object, string]>([
    [
      'a token that is none',
      { ContinuationToken: 'nonsense' },
      'The continuation token provided is incorrect',
    ],
    ['max-keys below nothing', { MaxKeys: -1 }, 'max-keys'],
  ])('refuses %s', async (_, asked, message) => {
    await expect(s3.send(new ListObjectsV2Command({ Bucket, ...asked }))).rejects.toMatchObject({
      name: 'InvalidArgument',
      message: expect.stringContaining(message),
    });
  });

  it('gives at most 1000 in a page', async () => {
    expect((await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 5000 }))).MaxKeys).toBe(1000);
  });
});

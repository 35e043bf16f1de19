import { describe, expect, it } from 'vitest';
import { compareKeys, type ListInput, listPage } from '@/sandbox/s3/listing';
import type { ObjectView } from '@/sandbox/s3/objects';
import { readRange } from '@/sandbox/s3/range';

const KEYS = ['a', 'a/1', 'a/2', 'a/b/1', 'b/1', 'b/2', 'c', 'd/1', 'é', '￿', '😀'];

function objects(keys: string[]): ObjectView[] {
  return keys.map((key) => ({
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

/** Every page of a listing, walked by its tokens: the entries of each page. */
function pages(keys: string[], input: Partial<ListInput>): string[][] {
  const all: string[][] = [];
  let resume = '';
  for (;;) {
    const page = listPage(objects(keys), {
      prefix: '',
      delimiter: '',
      startAfter: '',
      maxKeys: 1000,
      ...input,
      resume,
    });
    all.push([...page.contents.map((object) => object.key), ...page.commonPrefixes]);
    if (!page.truncated) return all;
    resume = page.last;
  }
}

describe('listing', () => {
  it('orders keys by their UTF-8 bytes', () => {
    const shuffled = ['😀', 'b/2', '￿', 'c', 'a/b/1', 'é', 'a/1', 'b/1', 'a/2', 'd/1', 'a'];
    expect(shuffled.sort(compareKeys)).toEqual(KEYS);
    const bytes = [...KEYS].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(bytes).toEqual(KEYS);
  });

  it('gives every key once, whatever the size of a page', () => {
    for (const maxKeys of [1, 2, 3, 5, 11, 1000]) {
      expect(pages(KEYS, { maxKeys }).flat()).toEqual(KEYS);
    }
  });

  it('rolls keys up to common prefixes, each once, across pages too', () => {
    for (const maxKeys of [1, 2, 3, 1000]) {
      const found = pages(KEYS, { delimiter: '/', maxKeys }).flat();
      expect(found.sort(compareKeys)).toEqual(['a', 'a/', 'b/', 'c', 'd/', 'é', '￿', '😀']);
    }
  });

  it('keeps to a prefix', () => {
    expect(pages(KEYS, { prefix: 'a/' })).toEqual([['a/1', 'a/2', 'a/b/1']]);
    expect(pages(KEYS, { prefix: 'a/', delimiter: '/' })).toEqual([['a/1', 'a/2', 'a/b/']]);
    expect(pages(KEYS, { prefix: 'x' })).toEqual([[]]);
  });

  it('shows a leading slash as a common prefix', () => {
    expect(pages(['/x/1', 'y'], { delimiter: '/' })).toEqual([['y', '/']]);
    expect(pages(['/x/1', 'y'], { prefix: '/', delimiter: '/' })).toEqual([['/x/']]);
  });

  it('starts after a key', () => {
    expect(pages(KEYS, { startAfter: 'b/1' })[0]?.[0]).toBe('b/2');
    expect(pages(KEYS, { startAfter: 'b' })[0]?.[0]).toBe('b/1');
    expect(pages(KEYS, { startAfter: 'a', prefix: 'b/' })).toEqual([['b/1', 'b/2']]);
  });

  it('answers max-keys 0 with an empty page that is not truncated', () => {
    expect(pages(KEYS, { maxKeys: 0 })).toEqual([[]]);
  });
});

describe('ranges', () => {
  it.each([
    ['bytes=0-9', { start: 0, end: 10 }],
    ['bytes=90-', { start: 90, end: 100 }],
    ['bytes=90-500', { start: 90, end: 100 }],
    ['bytes=-10', { start: 90, end: 100 }],
    ['bytes=-500', { start: 0, end: 100 }],
    ['bytes=9-3', null],
    ['bytes=0-1,5-6', null],
    ['lines=0-9', null],
    [undefined, null],
  ])('%s of 100 bytes', (header, expected) => {
    expect(readRange(header, 100)).toEqual(expected);
  });

  it.each(['bytes=100-', 'bytes=-0'])('%s of 100 bytes is not satisfiable', (header) => {
    expect(() => readRange(header, 100)).toThrowError(expect.objectContaining({ code: 'InvalidRange' }));
  });
});

import { AwsFault } from '@/sandbox/fault';

/** Bytes from start to end, end exclusive. */
export type ByteRange = { start: number; end: number };

/**
 * The part of an object that a Range header names (`bytes=0-99`, `bytes=100-`, `bytes=-500`); null for the whole
 * object, which a malformed header or one with several ranges also gets. Throws InvalidRange when nothing is left.
 */
export function readRange(header: string | undefined, size: number): ByteRange | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const [, first = '', last = ''] = match;
  if (first === '') {
    const length = Math.min(Number(last), size);
    if (length === 0) throw invalidRange(size);
    return { start: size - length, end: size };
  }
  const start = Number(first);
  if (start >= size) throw invalidRange(size);
  if (last === '') return { start, end: size };
  return Number(last) < start ? null : { start, end: Math.min(Number(last) + 1, size) };
}

function invalidRange(size: number): AwsFault {
  return new AwsFault('InvalidRange', {
    status: 416,
    message: 'The requested range is not satisfiable',
    extra: { ActualObjectSize: String(size) },
  });
}

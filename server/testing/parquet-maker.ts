/** Parquet by hand, byte by byte: what no writer makes, for tests of what reads it. */

/** A value of Thrift's compact protocol: its type and its bytes. */
interface Value {
  type: number;
  bytes: number[];
}

export function varint(value: number | bigint): number[] {
  let left = BigInt(value);
  const bytes: number[] = [];
  for (;;) {
    const low = Number(left & 0x7fn);
    left >>= 7n;
    bytes.push(left === 0n ? low : low | 0x80);
    if (left === 0n) return bytes;
  }
}

const zigzag = (value: number | bigint): number[] => {
  const whole = BigInt(value);
  return varint(whole >= 0n ? whole << 1n : -whole * 2n - 1n);
};
const i32 = (value: number): Value => ({ type: 5, bytes: zigzag(value) });
const i64 = (value: number | bigint): Value => ({ type: 6, bytes: zigzag(value) });
const text = (value: string): Value => {
  const bytes = [...new TextEncoder().encode(value)];
  return { type: 8, bytes: [...varint(bytes.length), ...bytes] };
};
const list = (type: number, items: Value[]): Value => {
  const head = items.length < 15 ? [(items.length << 4) | type] : [0xf0 | type, ...varint(items.length)];
  return { type: 9, bytes: [...head, ...items.flatMap((item) => item.bytes)] };
};
function struct(fields: Record<number, Value>): Value {
  let last = 0;
  const bytes = Object.entries(fields).flatMap(([id, value]) => {
    const head = ((Number(id) - last) << 4) | value.type;
    last = Number(id);
    return [head, ...value.bytes];
  });
  return { type: 12, bytes: [...bytes, 0] };
}

export interface ChunkSaid {
  name?: string;
  values?: number;
  packed?: number;
  offset?: number | bigint;
  dictionary?: number;
  /** 0 is UNCOMPRESSED, 1 SNAPPY, 2 GZIP, 4 BROTLI. */
  codec?: number;
}

/** What a footer says of one column of a row group: uncompressed texts, unless it says otherwise. */
export function chunk(said: ChunkSaid = {}): Value {
  const {
    name = 'identity_time_interval',
    values = 10,
    packed = 100,
    offset = 4,
    dictionary,
    codec = 0,
  } = said;
  const fields: Record<number, Value> = {
    1: i32(6),
    2: list(5, [i32(0)]),
    3: list(8, [text(name)]),
    4: i32(codec),
    5: i64(values),
    6: i64(packed),
    7: i64(packed),
    9: i64(offset),
  };
  if (dictionary !== undefined) fields[11] = i64(dictionary);
  return struct({ 2: i64(4), 3: struct(fields) });
}

/** A footer with one required column of texts and one row group for each list of chunks. `type`: 6 is text, 5 is DOUBLE. */
export function footerBytes(groups: Value[][], of: { name?: string; type?: number } = {}): Uint8Array {
  const { name = 'identity_time_interval', type = 6 } = of;
  const schema = [
    struct({ 4: text('root'), 5: i32(1) }),
    struct({ 1: i32(type), 3: i32(0), 4: text(name), 6: i32(0) }),
  ];
  const rows = groups.map((chunks) => struct({ 1: list(12, chunks), 2: i64(100), 3: i64(10) }));
  return new Uint8Array(struct({ 1: i32(1), 2: list(12, schema), 3: i64(10), 4: list(12, rows) }).bytes);
}

/** A list of empty structs: a byte each, an object each once read. */
export function manyStructs(count: number): Uint8Array {
  const head = [0x15, 0x02, 0x19, 0xfc, ...varint(count)];
  const bytes = new Uint8Array(head.length + count);
  bytes.set(head);
  return bytes;
}

export type Pack = (plain: Uint8Array) => Uint8Array;
const asItIs: Pack = (plain) => plain;

export function dictionaryPage(texts: readonly string[], pack: Pack = asItIs): Uint8Array {
  return page(
    { 1: i32(2), 7: struct({ 1: i32(texts.length), 2: i32(0) }) },
    { body: plainBody(texts), pack },
  );
}

/** Texts with their lengths before them. */
export function plainBody(texts: readonly string[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(
      texts.map((one) => {
        const bytes = Buffer.from(`0000${one}`);
        bytes.writeUInt32LE(bytes.length - 4);
        return bytes;
      }),
    ),
  );
}

export type PageSaid = {
  values: number;
  body: ArrayLike<number>;
  /** 2 is a dictionary's numbers, 0 plain texts. */
  encoding?: number;
  pack?: Pack;
};

/** A page of numbers of a dictionary, unless it says otherwise, that says how many values it has. */
export function dataPage({ values, body, encoding = 2, pack = asItIs }: PageSaid): Uint8Array {
  const said = struct({ 1: i32(values), 2: i32(encoding), 3: i32(3), 4: i32(3) });
  return page({ 1: i32(0), 5: said }, { body: Uint8Array.from(body), pack });
}

/** A page of the second version, whose values are not packed whatever the column's codec is. */
export function dataPageNotPacked({ values, body, encoding = 8 }: PageSaid): Uint8Array {
  const numbers = { 1: i32(values), 2: i32(0), 3: i32(values), 4: i32(encoding), 5: i32(0), 6: i32(0) };
  const said = struct({ ...numbers, 7: { type: 2, bytes: [] } });
  return page({ 1: i32(3), 8: said }, { body: Uint8Array.from(body), pack: asItIs });
}

/** So many numbers of one bit, all of them 0, as one run that is packed: eight to a byte. */
export function packedZeros(bytes: number): Uint8Array {
  const head = [1, ...varint(bytes * 2 + 1)];
  const body = new Uint8Array(head.length + bytes);
  body.set(head);
  return body;
}

function page(fields: Record<number, Value>, { body, pack }: { body: Uint8Array; pack: Pack }): Uint8Array {
  const packed = pack(body);
  const header = struct({ ...fields, 2: i32(body.length), 3: i32(packed.length) });
  return new Uint8Array(Buffer.concat([Buffer.from(header.bytes), packed]));
}

export function parquetFile(data: Uint8Array, footer: Uint8Array): Uint8Array {
  const magic = new TextEncoder().encode('PAR1');
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, footer.length, true);
  return new Uint8Array(Buffer.concat([magic, data, footer, length, magic]));
}

/** One row group whose interval column has these pages. */
export function fileOfPages(pages: readonly Uint8Array[], said: ChunkSaid = {}): Uint8Array {
  const data = new Uint8Array(Buffer.concat(pages));
  return parquetFile(data, footerBytes([[chunk({ packed: data.length, dictionary: 4, ...said })]]));
}

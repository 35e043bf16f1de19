import type { MadeObject } from '@/sandbox/fixtures/spec';

type Json = Record<string, unknown>;

/** Which objects of a generated report an edit strikes. */
export const MANIFESTS = /-Manifest\.json$/;
export const NEWEST_MANIFEST = /20261101-20261201\/.*-Manifest\.json$/;
export const NEWEST_DATA =
  /(year=2026\/month=11\/|20261101-20261201\/).*-\d+\.(snappy\.parquet|csv\.gz|csv\.zip)$/;

/** Other bytes for the objects whose keys match; they are written anew, or get a body of text. */
export function rewrite(
  objects: MadeObject[],
  { where, body }: { where: RegExp; body: string | ((bytes: Uint8Array) => Uint8Array | string) },
): MadeObject[] {
  return must(objects, where).map((each) => {
    if (!where.test(each.key)) return each;
    const made = typeof body === 'string' ? body : body(each.body);
    return { ...each, body: typeof made === 'string' ? new TextEncoder().encode(made) : made };
  });
}

/** Other JSON in manifests. */
export function edit(
  objects: MadeObject[],
  { where = MANIFESTS, change }: { where?: RegExp; change: (manifest: Json) => unknown },
): MadeObject[] {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return rewrite(objects, {
    where,
    body: (bytes) => JSON.stringify(change(JSON.parse(text(bytes))), null, 2),
  });
}

export function without(objects: MadeObject[], where: RegExp): MadeObject[] {
  return must(objects, where).filter(({ key }) => !where.test(key));
}

/** The same objects under other keys, as a copy of a bucket has them: what the manifests name stays as it was. */
export function moved(objects: MadeObject[], { from, to }: { from: string; to: string }): MadeObject[] {
  return objects.map((each) =>
    each.key.startsWith(from) ? { ...each, key: `${to}${each.key.slice(from.length)}` } : each,
  );
}

/** The columns of a manifest, as far as a change wants them. */
export function columnsOf(manifest: Json): { category: string; name: string; type: string }[] {
  const { columns } = manifest;
  return Array.isArray(columns) ? columns : [];
}

/** An edit that strikes nothing proves nothing. */
function must(objects: MadeObject[], where: RegExp): MadeObject[] {
  if (!objects.some(({ key }) => where.test(key))) throw new Error(`No object matches ${where}`);
  return objects;
}

/**
 * Lays out real report files as AWS lays out a bucket. AWS's manifests of these files are not public: they are made
 * from the files' own columns.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

type Column = { category: string; name: string; type?: string };
type File = { path: string; columns: Column[]; account: string };

const CATEGORIES = [
  'identity',
  'bill',
  'line_item',
  'product',
  'pricing',
  'reservation',
  'savings_plan',
  'discount',
];

/** A Parquet file's columns, as a Parquet manifest names them, and the payer in its first row. */
export async function parquetFile(path: string): Promise<File> {
  const bytes = readFileSync(path);
  const buffer = new Uint8Array(bytes).buffer;
  const metadata = parquetMetadata(buffer);
  const columns = (metadata.row_groups[0]?.columns ?? []).map(({ meta_data }): Column => {
    const name = meta_data?.path_in_schema.join('.') ?? '';
    const category = CATEGORIES.find((each) => name.startsWith(`${each}_`)) ?? 'resourceTags';
    return { category, name, type: 'STRING' };
  });
  const payer = 'bill_payer_account_id';
  const [row] = await parquetReadObjects({
    file: buffer,
    metadata,
    columns: [payer],
    rowEnd: 1,
    compressors,
  });
  return { path, columns, account: String(row?.[payer] ?? '') };
}

/** A csv.gz file's columns, as a csv manifest names them, and the payer in its first row. */
export function gzipFile(path: string): File {
  const text = gunzipSync(readFileSync(path)).toString('utf8');
  const [header = [], row = []]: string[][] = parse(text, { to: 2, relax_column_count: true });
  const columns = header.map((each): Column => {
    const [category = '', name = ''] = each.split('/');
    return { category, name };
  });
  return { path, columns, account: row[header.indexOf('bill/PayerAccountId')] ?? '' };
}

export type Layout = {
  file: File;
  format: 'Parquet' | 'GZIP';
  prefix: string;
  name: string;
  /** 20181001-20181101 */
  period: string;
  bucket: string;
};

/** Writes a report's data and manifest into a folder: Parquet as for Athena, gzip as new versions. */
export function layOut(folder: string, { file, format, prefix, name, period, bucket }: Layout): void {
  const root = `${prefix}/${name}`;
  const assemblyId = `${period.slice(0, 6)}28T031500Z`;
  const key =
    format === 'Parquet'
      ? `${root}/${name}/year=${period.slice(0, 4)}/month=${Number(period.slice(4, 6))}/${name}-00001.snappy.parquet`
      : `${root}/${period}/${assemblyId}/${name}-00001.csv.gz`;
  const [start, end] = period.split('-').map((day) => `${day}T000000.000Z`);
  const manifest = JSON.stringify(
    {
      assemblyId,
      account: file.account,
      columns: file.columns,
      charset: 'UTF-8',
      compression: format,
      contentType: format === 'GZIP' ? 'text/csv' : format,
      reportId: '0'.repeat(64),
      reportName: name,
      billingPeriod: { start, end },
      bucket,
      reportKeys: [key],
      additionalArtifactKeys: [],
    },
    null,
    2,
  );
  put(folder, { key, copyOf: file.path });
  put(folder, { key: `${root}/${period}/${name}-Manifest.json`, text: manifest });
  if (format === 'GZIP')
    put(folder, { key: `${root}/${period}/${assemblyId}/${name}-Manifest.json`, text: manifest });
}

/** Writes one object of a bucket that is a folder. */
export function put(folder: string, object: { key: string; text?: string; copyOf?: string }): void {
  const path = join(folder, object.key);
  mkdirSync(dirname(path), { recursive: true });
  if (object.copyOf === undefined) writeFileSync(path, object.text ?? '');
  else copyFileSync(object.copyOf, path);
}

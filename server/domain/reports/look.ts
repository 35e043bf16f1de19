import { type ReportDefinition, rootOf } from '@/lib/reports';
import type { MeteredSource } from '@/server/domain/reports/budget';
import type { Fault } from '@/server/domain/reports/evidence';
import type { ReportFacts } from '@/server/domain/reports/facts';
import { nameOfRoot, prefixOfRoot } from '@/server/domain/reports/keys';

/** What stays the same during one look at a bucket. */
export type Look = {
  source: MeteredSource;
  bucket: string;
  account: string;
  /** Empty, or a folder with its last slash. */
  prefix: string;
  now: Date;
  consoleUrl?: string | undefined;
  /** Of the account, in all buckets; empty when the CUR API was not asked or denied. */
  definitions: readonly ReportDefinition[];
  /** When each report was first seen by us, by its root. */
  firstSeen: Readonly<Record<string, string>>;
  /** The bucket that was read before the connection was moved to this one. */
  movedFrom?: string | null | undefined;
  /** Nobody has proven that the account pays for itself. */
  payerUnknown: boolean;
};

/** Where findings of the bucket and their links point. */
export function bucketPlace({ source, bucket, account, consoleUrl }: Look) {
  return { bucket, account, region: source.region() ?? undefined, consoleUrl };
}

export function definitionsHere({ definitions, bucket }: Look): ReportDefinition[] {
  return definitions.filter((definition) => definition.bucket === bucket);
}

/** When a report was first seen, by its root: a name alone may have been used under another prefix before. */
export function seenAt(firstSeen: Look['firstSeen'], root: string): string | null {
  return Object.hasOwn(firstSeen, root) ? (firstSeen[root] ?? null) : null;
}

/** The facts of a report that do not depend on what is in the bucket. */
export function factsOfRoot(look: Look, root: string) {
  const name = nameOfRoot(root) ?? '';
  const firstSeen = seenAt(look.firstSeen, root);
  const requesterPays = look.source.paysAsRequester();
  return {
    ...bucketPlace(look),
    now: look.now,
    root,
    name,
    prefix: prefixOfRoot(root),
    firstSeen,
    requesterPays,
  };
}

/** The facts of a definition of which nothing is in the bucket, or whose files cannot be reached (`fault`). */
export function factsOfDefinition(
  look: Look,
  { definition, fault }: { definition: ReportDefinition; fault?: Fault },
): ReportFacts {
  const root = rootOf(definition);
  return {
    ...factsOfRoot(look, root),
    bucket: definition.bucket,
    kind: 'legacy-cur',
    exportFormat: null,
    periods: [],
    manifest: fault === undefined ? { state: 'none' } : { state: 'fault', key: root, fault },
    manifestWritten: null,
    data: null,
    missing: [],
    filesListed: false,
    definition,
  };
}

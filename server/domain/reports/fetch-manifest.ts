import { AwsTrouble, isPassing } from '@/lib/aws-trouble';
import type { ObjectPart } from '@/lib/report-source';
import { LimitReached, type MeteredSource } from '@/server/domain/reports/budget';
import { type Fault, faultOf } from '@/server/domain/reports/evidence';
import { MANIFEST_CAP } from '@/server/domain/reports/manifest';

/** The object of a manifest, or what AWS answered. Failures that tell nothing are thrown. */
export async function fetchManifest(source: MeteredSource, key: string): Promise<ObjectPart | AwsTrouble> {
  try {
    return await source.read({ key, range: { first: 0, last: MANIFEST_CAP - 1 } });
  } catch (error) {
    if (error instanceof AwsTrouble && !isPassing(error.kind)) return error;
    throw error;
  }
}

/** The same within the limits of the look: the one that kept the manifest from being read is told as its fault. */
export async function fetchWithinLimits(
  source: MeteredSource,
  key: string,
): Promise<ObjectPart | AwsTrouble | Fault> {
  try {
    return await fetchManifest(source, key);
  } catch (error) {
    if (error instanceof LimitReached) return faultOf(error);
    throw error;
  }
}

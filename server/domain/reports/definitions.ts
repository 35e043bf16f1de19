import { AwsTrouble, isPassing } from '@/lib/aws-trouble';
import { type ReportDefinition, rootOf } from '@/lib/reports';
import { LimitReached, type MeteredSource } from '@/server/domain/reports/budget';

/** AWS allows ten reports in an account, five on a page; a source that never ends is cut off here. */
const MAX_PAGES = 10;

/** All definitions of the account; null when the IAM role may not ask or a limit was reached. */
export async function readDefinitions(source: MeteredSource): Promise<ReportDefinition[] | null> {
  const all: ReportDefinition[] = [];
  let token: string | null = null;
  try {
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer: { definitions: ReportDefinition[]; token: string | null } = await source.describe(
        token === null ? {} : { token },
      );
      all.push(...answer.definitions);
      token = answer.token;
      if (token === null) break;
    }
    return all;
  } catch (error) {
    if (error instanceof LimitReached) return null;
    // Whatever keeps the IAM role from asking, S3 alone can tell as well.
    if (error instanceof AwsTrouble && !isPassing(error.kind)) return null;
    throw error;
  }
}

/**
 * The definition whose files have this root. Doubled and leading slashes are forgiven, since clients write them differently, but not
 * where another root in the bucket (`others`) is exactly the definition's.
 */
export function definitionOf(
  root: string,
  of: { definitions: readonly ReportDefinition[]; others: ReadonlySet<string> },
): ReportDefinition | null {
  const exact = of.definitions.find((definition) => rootOf(definition) === root);
  if (exact !== undefined) return exact;
  const free = of.definitions.filter((definition) => !of.others.has(rootOf(definition)));
  return free.find((definition) => plain(rootOf(definition)) === plain(root)) ?? null;
}

function plain(root: string): string {
  return root.replace(/\/+/g, '/').replace(/^\//, '');
}

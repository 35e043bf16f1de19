import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { allow, ensureAccount } from '@/sandbox/accounts';
import { SANDBOX_OPERATOR } from '@/sandbox/operator';
import { folderObjects } from '@/sandbox/s3/folder';
import type { Bucket } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/**
 * Serves a folder as a bucket in us-east-1: its files are the objects, read when asked for. The operator may read it
 * with its own key, as somebody may who looks at a bucket of their own. Throws when the folder is not there.
 */
export async function serveFolder(
  world: World,
  { name, dir, accountId }: { name: string; dir: string; accountId?: string },
): Promise<void> {
  const folder = resolve(dir);
  const info = await stat(folder).catch(() => null);
  if (!info?.isDirectory()) throw new Error(`${folder} is not a folder.`);
  const owner = accountId ?? (await accountOfManifests(folder)) ?? SANDBOX_OPERATOR.accountId;
  operatorBucket(world, { name, accountId: owner }).folder = folder;
  world.changed();
}

/** A bucket in us-east-1 that the operator may list and read with its own key. */
export function operatorBucket(
  world: World,
  { name, accountId }: { name: string; accountId: string },
): Bucket {
  ensureAccount(world, accountId);
  const bucket = world.createBucket({ name, accountId, region: 'us-east-1' });
  const resources = [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`];
  const actions = ['s3:ListBucket', 's3:GetBucketLocation', 's3:GetObject'];
  bucket.policy = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${SANDBOX_OPERATOR.accountId}:root` },
      Action: actions,
      Resource: resources,
    },
  };
  const user = world.account(SANDBOX_OPERATOR.accountId)?.users[SANDBOX_OPERATOR.userName];
  const policyName = `Read-${name}`;
  user?.policies.splice(0, user.policies.length, ...user.policies.filter((one) => one.name !== policyName));
  user?.policies.push(allow(policyName, { actions, resources }));
  world.changed();
  return bucket;
}

/** The account that the first readable legacy manifest in the folder names. */
async function accountOfManifests(folder: string): Promise<string | null> {
  const files = await folderObjects(folder);
  for (const { key } of files.filter((file) =>
    /\/\d{6}01-\d{6}01\/[^/]+-Manifest\.json$/.test(`/${file.key}`),
  )) {
    const account = accountOfManifest(await readFile(join(folder, key), 'utf8'));
    if (account) return account;
  }
  return null;
}

function accountOfManifest(text: string): string | null {
  try {
    const manifest: unknown = JSON.parse(text);
    const named = typeof manifest === 'object' && manifest !== null && 'account' in manifest;
    return named && /^\d{12}$/.test(String(manifest.account)) ? String(manifest.account) : null;
  } catch {
    return null;
  }
}

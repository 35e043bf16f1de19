import { AwsFault } from '@/sandbox/fault';
import { findObject } from '@/sandbox/s3/objects';
import type { World } from '@/sandbox/world';

/**
 * The text of a template at an S3 address, as CloudFormation fetches it: a bucket's object that anybody may read.
 * Knows the virtual-hosted and the path form of amazonaws.com, and path-style addresses of the sandbox itself.
 */
export async function readTemplateUrl(world: World, url: string): Promise<string> {
  const place = templatePlace(url);
  const bucket = place && world.bucket(place.bucket);
  if (!place || !bucket) throw refused('S3 error: The specified bucket does not exist');
  const object = await findObject(world, { bucket, key: place.key });
  const decision = world.authorize(
    { kind: 'anonymous' },
    { action: 's3:GetObject', resource: `arn:aws:s3:::${place.bucket}/${place.key}` },
  );
  if (!decision.allowed || !object) throw refused('S3 error: Access Denied');
  if (object.size > 1_000_000) throw refused('Template format error: template is larger than 1 MB');
  return new TextDecoder().decode(await object.read(0, object.size));
}

/** The bucket and the key that a template address names; null when it is not an S3 address. */
function templatePlace(url: string): { bucket: string; key: string } | null {
  if (url.length > 1024 || !URL.canParse(url)) return null;
  const { protocol, hostname, pathname } = new URL(url);
  const path = decodeURIComponent(pathname.slice(1));
  const hosted = /^([a-z0-9][a-z0-9.-]+[a-z0-9])\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com$/.exec(hostname);
  if (hosted && protocol === 'https:') return { bucket: hosted[1] ?? '', key: path };
  const loopback = protocol === 'http:' && hostname === '127.0.0.1';
  const aws = protocol === 'https:' && /^s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com$/.test(hostname);
  const at = path.indexOf('/');
  if ((!loopback && !aws) || at < 1) return null;
  return { bucket: path.slice(0, at), key: path.slice(at + 1) };
}

function refused(message: string): AwsFault {
  return new AwsFault('ValidationError', { status: 400, message });
}

import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { urls } from './ports';

/** Changes the sandbox's world from outside, as AWS or its people would: POST /_sandbox/{verb}. */
export async function control(verb: string, input: object): Promise<unknown> {
  const answer = await fetch(`${urls.aws}/_sandbox/${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  const said: unknown = await answer.json();
  if (!answer.ok) throw new Error(`${verb} answered ${answer.status}: ${JSON.stringify(said)}`);
  return said;
}

export interface AwsAccount {
  accountId: string;
  bucket: string;
}

/** An account ID that no scenario and no other journey has: an account is reserved for one connection in the installation. */
export function newAccountId(): string {
  return `7${randomInt(10 ** 10, 10 ** 11)}`;
}

/** An account with an empty bucket; a report in it when its settings are given (`{}`: right in every point, Parquet). */
export async function newAwsAccount(report?: Record<string, unknown>): Promise<AwsAccount> {
  const accountId = newAccountId();
  const bucket = `journey-${accountId}`;
  await control('create-account', { accountId, title: 'A journey' });
  await control('create-bucket', { name: bucket, accountId });
  if (report) {
    const named = { reportName: 'tributary-cur', s3Bucket: bucket, ...report };
    await control('put-report', { accountId, report: named });
  }
  return { accountId, bucket };
}

const Scenarios = z.array(z.object({ id: z.string(), accountId: z.string(), buckets: z.array(z.string()) }));

/** The situations that the sandbox plays, by their names. */
export async function scenarios(): Promise<Map<string, AwsAccount>> {
  const all = Scenarios.parse(await control('scenarios', {}));
  return new Map(all.map(({ id, accountId, buckets }) => [id, { accountId, bucket: buckets[0] ?? '' }]));
}

export async function scenario(id: string): Promise<AwsAccount> {
  const found = (await scenarios()).get(id);
  if (!found) throw new Error(`The sandbox does not play ${id}.`);
  return found;
}

import { env } from '@/server/env';
import { findBucket } from './bucket';
import { describeStack } from './cloudformation';
import { troubleOf } from './errors';
import { readPolicies, readTrust } from './iam';
import { checkInsight } from './insights';
import { describeOrganization } from './organizations';
import type { AwsPlace } from './place';
import type { Aws } from './port';
import { fetchPublished } from './published';
import { messageQueue } from './queue';
import { reportSource } from './reports';
import { answerAddress, answerStack } from './stack-answer';
import { assumeRole, callerAccount, ownAccount, ownIdentity } from './sts';

/** AWS through its SDK: at AWS's own addresses, or at AWS_ENDPOINT_URL. Whatever fails leaves as AwsTrouble. */
export function createAws(place: AwsPlace = placeOfEnvironment()): Aws {
  let own: Promise<string> | undefined;
  return {
    ownAccount() {
      own ??= understood(() => ownAccount(place)).catch((error: unknown) => {
        own = undefined; // ask again next time
        throw error;
      });
      return own;
    },
    ownIdentity: () => understood(() => ownIdentity(place)),
    assumeRole: (call) => understood(() => assumeRole(place, call)),
    callerAccount: (credentials) => understood(() => callerAccount(place, credentials)),
    roleTrust: (role) => understood(() => readTrust(place, role)),
    rolePolicies: (role) => understood(() => readPolicies(place, role)),
    stack: (wanted) => understood(() => describeStack(place, wanted)),
    organization: (credentials) => understood(() => describeOrganization(place, credentials)),
    insight: (wanted) => understood(() => checkInsight(place, wanted)),
    publishedTemplate: fetchPublished,
    findBucket: (bucket) => understood(() => findBucket(place, bucket)),
    queue: (url) => messageQueue(place, url),
    isAnswerAddress: (url) => answerAddress(url, place.endpoint) !== null,
    answerStack: (answer) => answerStack(place, answer),
    reports: (wanted) => reportSource(place, wanted),
  };
}

async function understood<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw troubleOf(error);
  }
}

function placeOfEnvironment(): AwsPlace {
  return { endpoint: env().AWS_ENDPOINT_URL ?? null, own: null };
}

import type { Actor, HandoffActor, SystemActor } from './auth/actor';
import type { Aws } from './aws/port';
import type { Database } from './db/client';
import type { Jobs } from './jobs/queue';
import type { Log } from './log';

/** What is fixed for the installation and that domain functions need. */
export interface Settings {
  baseUrl: string;
  authSecret: string;
  demo: boolean;
  /** No mail server, and no demo whose outbox shows bodies: mails are held, and links are handed over with Copy link. */
  holdsMail: boolean;
  /** Who assumes the customers' IAM roles: named in the trust of the template. */
  operatorPrincipalArn: string | null;
  /** A role of the operator's own account that lets its identity in and may do nothing; null: there is none. */
  canaryRole: { accountId: string; roleName: string } | null;
  /** Where published templates lie, without a last slash; null: customers download the template. */
  templateBaseUrl: string | null;
  /** Where stacks ring, and where that is read; null: they are found by looking alone. */
  doorbell: { topicArn: string; queueUrl: string } | null;
  /** Base of the AWS console; null: AWS's own. */
  consoleUrl: string | null;
  /** First interval of the stack's polling schedule, in seconds. */
  stackPollSeconds: number;
  /** How many AssumeRole calls a second the looks of the whole installation may make. */
  assumeRolePerSecond: number;
}

/** Everything a domain function may use; tests make one with a settable clock and counted ids. */
export interface Ctx<A extends Actor | HandoffActor = Actor> {
  actor: A;
  db: Database;
  aws: Aws;
  jobs: Jobs;
  settings: Settings;
  log: Log;
  now(): Date;
  newId(): string;
  /** 32 random bytes, base64url: links and external IDs. */
  newSecret(): string;
}

/** What serves people who are not signed in: the installation's eyes, and the address of who asks (for throttling only). */
export interface PublicCtx extends Ctx<SystemActor> {
  address: string;
  /** What this browser kept from an earlier sign-in. */
  device?: string | undefined;
}

/** What serves somebody who holds a hand-off link. */
export type HandoffCtx = Ctx<HandoffActor>;

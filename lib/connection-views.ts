import type { BucketMovable } from './bucket-move';
import type { ConnectionEventKind } from './connection-events';
import type { ConnectionState } from './connection-states';
import type { WizardStep } from './connections';
import type { Finding, FindingCode } from './findings/vocabulary';
import type { HandoffItem, ProposalItem } from './handoffs';
import type { HelpItem } from './help';
import type { InsightResult } from './insights';
import type { Report } from './reports';
import type { CauseView } from './stack-causes';
import type { AwsPart } from './stack-in-aws';
import type { PatienceView } from './stack-patience';
import type { StandingView } from './stack-standing';

/** What pages get of a connection: never a row, only what is drawn. Instants are UTC ISO text. */
export interface ConnectionView {
  id: string;
  purpose: 'reports' | 'insights';
  state: ConnectionState;
  stateBefore: ConnectionState | null;
  version: number;
  tenant: { id: string; name: string; timeZone: string };
  /** The direct parent, whom the end customer asks for help. */
  partner: string | null;
  /** The step that is due, and all steps of this connection. */
  step: WizardStep;
  steps: StepView[];
  may: {
    write: boolean;
    confirm: boolean;
    validate: boolean;
    insights: boolean;
    disconnect: boolean;
    rotate: boolean;
  };
  /** The actor belongs to a tenant above: what they do is marked "on behalf". */
  onBehalf: boolean;
  /** Why nothing may go on now: no active contract. */
  blocked: { happened: string; todo: string } | null;
  /** Who changed a form last: "Maria changed the bucket". */
  edited: { by: string; what: string; at: string } | null;
  account: string | null;
  /** Who creates the report: the customer in the AWS console, or the stack. */
  reportBy: 'customer' | 'stack';
  bucket: string | null;
  bucketRegion: string | null;
  bucketWarning: string | null;
  kmsKeyArn: string | null;
  /** The one folder of the bucket that is searched; null for all of it. */
  searchPrefix: string | null;
  externalId: string;
  /** Where Tributary is, and the pages of AWS's console that the steps name. */
  links: {
    base: string;
    dataExports: string;
    preferences: string;
    /** The operator's topic, on which the stack rings; null: it does not. */
    doorbellTopic: string | null;
  };
  stack: StackView;
  /** What is to do in AWS about a stack from before somebody went back; empty when there is none. */
  awsSteps: AwsPart[];
  /** Stacks of earlier attempts, which AWS may still have. */
  leftovers: LeftoverStack[];
  /** Findings of the IAM role. */
  findings: Finding[];
  /** The stack is to be updated, or its IAM role put back by hand; null: neither. */
  remedy: 'update' | 'restore' | null;
  /** Neutral words for an account that is connected elsewhere. */
  conflict: string | null;
  /** While AWS refuses us and that is no verdict on the IAM role: why. */
  keptOut: string | null;
  /** For those who see them anyway: other connections with the same account. */
  sameAccount: { id: string; tenantName: string; state: ConnectionState }[];
  timeline: TimelineEntry[];
  validation: ValidationView;
  insights: InsightResult[];
  /** Links for colleagues without an account that are open, and the buckets that they propose. */
  handoffs: HandoffItem[];
  proposals: ProposalItem[];
  /** The end customer's open question to its partner. */
  help: HelpItem | null;
  /** The external ID that the stack is to take over, and since when AWS is seen to do so; null: no rotation is under way. */
  rotation: { next: string; startedAt: string; seenAt: string | null } | null;
  bucketMove: BucketMoveView;
  confirmedAt: string | null;
  completedAt: string | null;
  end: ConnectionEnd | null;
}

/** Another bucket after Confirm. */
export interface BucketMoveView {
  movable: BucketMovable;
  /** What a move makes invalid. */
  lost: string[];
  /** From where it was moved, until the bucket of now was read: the way back. */
  from: { bucket: string; kmsKeyArn: string | null; at: string } | null;
}

export interface StepView {
  step: WizardStep;
  title: string;
  state: 'done' | 'current' | 'open' | 'locked';
  href: string;
}

export interface StackView {
  attempt: number;
  stackName: string | null;
  roleName: string | null;
  roleArn: string | null;
  /** The quick-create link; null without a published template (then the download is the way) or before it was made. */
  link: string | null;
  /** Why there is no link although templates are published here. */
  linkWithheld: string | null;
  linkMadeAt: string | null;
  /** Where the template is downloaded, and where the person uploads it. */
  download: string;
  console: string;
  /** The stack's own page in the AWS console, once its ID is known. */
  events: string | null;
  stackId: string | null;
  status: string | null;
  /** When CloudFormation changed it last, as it says itself. */
  updatedAt: string | null;
  polledAt: string | null;
  nextPollAt: string | null;
  /** How often it is looked for now: "every 3 s"; null when it is not. */
  pace: string | null;
  /** How long the wait is already, and what to look at; null in a state that waits for nothing of AWS. */
  patience: PatienceView | null;
  /** The usual causes, in the order in which they are looked at; empty as long as there is no reason to suspect one. */
  causes: CauseView[];
  /** Why it failed, or was refused; null while it did not. */
  why: StackWhy | null;
  /** From the proof of its IAM role on. */
  standing: (StandingView & { lookedAt: string | null }) | null;
  progress: ProgressLine[];
  parameters: { name: string; value: string }[];
}

/** A stack of an earlier attempt, and where it stands in AWS if it does. */
export interface LeftoverStack {
  name: string;
  href: string;
}

/** The reason of a failure. */
export interface StackWhy {
  title: string;
  /** Null: nothing that we know. */
  cause: CauseView | null;
  /** As AWS wrote it, or as we answered the stack: bounded, on one line. */
  aws: string | null;
}

export interface ProgressLine {
  key: 'waiting' | 'started' | 'role' | 'complete' | 'checks' | 'connected';
  label: string;
  state: 'done' | 'current' | 'todo' | 'failed';
  at: string | null;
  detail: string | null;
}

export interface TimelineEntry {
  kind: ConnectionEventKind;
  label: string;
  detail: string | null;
  at: string;
}

/** What the live part of the stack step shows: from the database only. */
export interface StackProgress {
  state: ConnectionState;
  version: number;
  step: WizardStep;
  stack: StackView;
  findings: Finding[];
  conflict: string | null;
  keptOut: string | null;
  timeline: TimelineEntry[];
  /** After Next was pressed early: what is missing, a sentence each. */
  missing: string[];
  /** When this was read. */
  now: string;
}

export interface ValidationView {
  running: boolean;
  startedAt: string | null;
  validatedAt: string | null;
  nextAt: string | null;
  /** Since when a first delivery is waited for; null when every report was delivered, or none is known. */
  waitingSince: string | null;
  /** False when a limit ended the search. */
  complete: boolean;
  bucketFindings: Finding[];
  reports: ReportView[];
  chosenRoot: string | null;
  autoConfirm: boolean;
  delivery: 'success' | 'warning' | 'failed' | 'not_available';
  /** What the last validation changed against the one before. */
  changes: ValidationChanges | null;
  /** Could not look: what AWS answered; the results below are those of before. */
  trouble: string | null;
}

export type ReportView = Report & { chosen: boolean };

/** One validation of the past. */
export interface HistoryEntry {
  id: string;
  cause: 'user' | 'schedule' | 'wizard';
  at: string;
  /** It could not look: what AWS answered. Everything below is empty then. */
  trouble: string | null;
  bucket: string | null;
  complete: boolean;
  bucketFindings: Finding[];
  reports: Pick<Report, 'root' | 'name' | 'kind' | 'valid' | 'findings'>[];
  changes: ValidationChanges | null;
}

export interface ValidationChange {
  /** null: the bucket or the IAM role. */
  root: string | null;
  code: FindingCode;
  title: string;
}

export interface ValidationChanges {
  fixed: ValidationChange[];
  fresh: ValidationChange[];
  unchanged: ValidationChange[];
  newReports: string[];
  goneReports: string[];
}

export interface ConnectionListItem {
  id: string;
  purpose: 'reports' | 'insights';
  tenant: { id: string; name: string };
  account: string | null;
  bucket: string | null;
  state: ConnectionState;
  stateBefore: ConnectionState | null;
  step: WizardStep;
  /** 1-based, with how many steps there are: "step 3 of 6". */
  stepNumber: number;
  stepCount: number;
  href: string;
  delivery: 'success' | 'warning' | 'failed' | 'not_available';
  /** Its checks have not run for two days. */
  isStale: boolean;
  /** Of what worked and does not now: the gravest of what was seen at the IAM role. */
  brokenBy: Pick<Finding, 'code' | 'fix'> | null;
  errors: number;
  warnings: number;
  waiting: number;
  validatedAt: string | null;
  nextCheckAt: string | null;
  chosenReport: string | null;
  insights: InsightResult[];
  /** Whether there are reports to look at again, for this actor. */
  mayValidate: boolean;
  mayDisconnect: boolean;
  /** Whether its external ID can be rotated, by this actor; and whether it is being. */
  mayRotate: boolean;
  isRotating: boolean;
  /** The stack is to be updated, or its IAM role put back by hand; null: neither. */
  remedy: ConnectionView['remedy'];
  /** A stack may stand in AWS. */
  stackBegun: boolean;
  end: ConnectionEnd | null;
  version: number;
  createdAt: string;
  updatedAt: string;
}

/** After disconnecting: whether the IAM role still lets Tributary in. `none`: no stack was ever begun. */
export interface ConnectionEnd {
  at: string;
  role: 'none' | 'unknown' | 'answers' | 'gone';
  goneAt: string | null;
  /** When it last let us in, since the disconnecting. */
  answeredAt: string | null;
  lookedAt: string | null;
  /** null: nobody looks any more. */
  nextAt: string | null;
}

/** What going back to a step makes invalid, and what to do in AWS. */
export interface BackView {
  step: WizardStep;
  allowed: boolean;
  becomesInvalid: string[];
  /** What the customer does in AWS, in order; empty before a stack can exist. */
  awsSteps: AwsPart[];
}

/**
 * The types of the sandbox's world: what its accounts, buckets, roles, stacks and reports are. Everything
 * here is JSON, so a world can be written to a file and read again. The class that holds it is World (world.ts).
 */

import type { Queue, Topic } from './messaging-state';
import type { DataSource, ReportDefinition } from './report-state';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type OneOrMany<T> = T | T[];

export type PolicyStatement = {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | Record<string, OneOrMany<string>>;
  NotPrincipal?: '*' | Record<string, OneOrMany<string>>;
  Action?: OneOrMany<string>;
  NotAction?: OneOrMany<string>;
  Resource?: OneOrMany<string>;
  NotResource?: OneOrMany<string>;
  Condition?: Record<string, Record<string, OneOrMany<string | number | boolean>>>;
};

export type PolicyDocument = { Version?: string; Id?: string; Statement: OneOrMany<PolicyStatement> };

export type NamedPolicy = { name: string; document: PolicyDocument };

/** Who makes a request. `policies` of a session are its session policies: they only narrow. */
export type Principal =
  | { kind: 'anonymous' }
  | { kind: 'user'; accountId: string; userName: string; arn: string; userId: string }
  | {
      kind: 'assumed-role';
      accountId: string;
      roleName: string;
      roleArn: string;
      sessionName: string;
      arn: string;
      userId: string;
      sessionPolicies: PolicyDocument[];
    };

/** Keys of an IAM condition, in any case ("sts:ExternalId"); a key that is absent stays out. */
export type RequestContext = Record<string, OneOrMany<string>>;

export type AccessRequest = { action: string; resource: string; context?: RequestContext };

/** What one policy says of a request. `kind` is named as AWS's denials name it. */
export type Evaluated = {
  kind:
    | 'service control'
    | 'resource control'
    | 'identity-based'
    | 'permissions boundary'
    | 'session'
    | 'resource-based'
    | 'trust';
  name: string;
  verdict: 'allow' | 'deny' | 'none';
  /** The statement that decided: its Sid, or "statement 2"; null when none applied. */
  statement: string | null;
};

/**
 * `reason` is worded as AWS words it: "because no identity-based policy allows the … action"; `evaluated` is every
 * policy that was looked at.
 */
export type Decision = { allowed: boolean; reason: string; evaluated: Evaluated[] };

export type AccessKey = { id: string; secret: string };

export type User = {
  name: string;
  arn: string;
  userId: string;
  /** What the console's sign-in says of this person. */
  says: string;
  accessKeys: AccessKey[];
  policies: NamedPolicy[];
  /** The managed policy beyond which its own policies do not reach. */
  boundaryArn?: string | null;
};

/** What of a role takes time to spread when it is changed. */
export type RoleRules = {
  trust: PolicyDocument;
  attachedPolicyArns: string[];
  inlinePolicies: NamedPolicy[];
  /** The managed policy beyond which the role's own policies do not reach. */
  boundaryArn?: string | null;
};

/** What counted before a change, until this time. */
export type Before<T> = T & { until: string };

export type Role = RoleRules & {
  name: string;
  path: string;
  arn: string;
  roleId: string;
  description: string;
  createdAt: string;
  /** Before this time AssumeRole answers as if the role did not exist: IAM is eventually consistent. */
  assumableAt: string;
  maxSessionDuration: number;
  /** The stack that made it, if one did. */
  stackId: string | null;
  /** Changes that are not spread yet, the oldest first. */
  spreading?: Before<RoleRules>[];
};

export type PolicyVersion = { versionId: string; createdAt: string; document: PolicyDocument };

export type ManagedPolicy = {
  name: string;
  path: string;
  arn: string;
  policyId: string;
  description: string;
  createdAt: string;
  defaultVersionId: string;
  versions: PolicyVersion[];
  stackId: string | null;
  /** Changes that are not spread yet, the oldest first. */
  spreading?: Before<{ document: PolicyDocument }>[];
};

export type StackStatus =
  | 'REVIEW_IN_PROGRESS'
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'CREATE_FAILED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_COMPLETE'
  | 'ROLLBACK_FAILED'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_ROLLBACK_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'UPDATE_ROLLBACK_FAILED'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED';

export type StackEvent = {
  eventId: string;
  logicalId: string;
  physicalId: string;
  type: string;
  status: string;
  reason: string | null;
  at: string;
};

export type StackResource = {
  logicalId: string;
  physicalId: string;
  type: string;
  status: string;
  reason: string | null;
  at: string;
  /** What it was made of, functions worked out; what an update compares. */
  properties?: Json;
  /** What Fn::GetAtt gives. */
  attributes?: Record<string, string>;
};

type StackOutput = { key: string; value: string; description: string };

export type Stack = {
  /** The stack's ARN. */
  id: string;
  name: string;
  accountId: string;
  region: string;
  description: string;
  status: StackStatus;
  statusReason: string | null;
  createdAt: string;
  /** When its last update began. */
  updatedAt?: string;
  deletedAt: string | null;
  parameters: { key: string; value: string; noEcho: boolean }[];
  capabilities: string[];
  outputs: StackOutput[];
  resources: StackResource[];
  /** Oldest first; DescribeStackEvents turns them round. */
  events: StackEvent[];
  templateBody: string;
  /** Whose permissions CloudFormation uses. */
  principal: Principal;
  /** Whatever the engine needs to go on after a restart. */
  engine: Json;
};

/** An object somebody put. Its bytes live beside the world (World.bodies), under `bucket/key`. */
type StoredObject = {
  key: string;
  size: number;
  etag: string;
  lastModified: string;
  contentType: string;
  storageClass: 'STANDARD' | 'GLACIER' | 'DEEP_ARCHIVE';
  /** A KMS key ARN: GetObject then needs kms:Decrypt on it. */
  kmsKeyArn: string | null;
};

export type Bucket = {
  name: string;
  accountId: string;
  region: string;
  createdAt: string;
  /** Anybody may get (not list) its objects. */
  publicRead: boolean;
  requesterPays: boolean;
  /** S3 Block Public Access: a policy for everybody is refused. */
  blocksPublicPolicy?: boolean;
  policy: PolicyDocument | null;
  objects: Record<string, StoredObject>;
  /** Generated data, made on the first look into the bucket. */
  sources: DataSource[];
  /** What a signature of another Region gets: 301 PermanentRedirect, or 400 AuthorizationHeaderMalformed. */
  wrongRegionAnswer: 'permanent-redirect' | 'malformed';
  /** A folder on disk that is served as this bucket's objects. */
  folder: string | null;
};

export type Organization = { id: string; managementAccountId: string };

export type Services = {
  /** A paid support plan: without one Support and Trusted Advisor answer SubscriptionRequiredException. */
  supportPlan: boolean;
  securityHub: boolean;
  costOptimizationHub: boolean;
};

export type Knobs = {
  /** Seconds until a new role can be assumed and a change of a role or a policy counts; null = the sandbox's default. */
  propagationSeconds: number | null;
  /** A switch, no policy: actions denied to everybody in the account ("cur:*"), a management account too, where an SCP would not reach. */
  deniedActions: string[];
  /** Likewise: actions that are denied to callers of other accounts ("sts:AssumeRole"). */
  deniedToOthers: string[];
  /** What the organization attached to the account; none = everything is allowed. They do not reach a management account. */
  serviceControlPolicies?: NamedPolicy[];
  resourceControlPolicies?: NamedPolicy[];
  /** Every call of these services is throttled ("s3"). */
  throttledServices: string[];
  /** Patterns of role names that are said to be taken: a stack that wants one rolls back. */
  takenRoleNames: string[];
};

export type Account = {
  id: string;
  title: string;
  /** The id of the scenario that set it up; null for an account made on demand. */
  scenario: string | null;
  createdAt: string;
  users: Record<string, User>;
  roles: Record<string, Role>;
  /** By ARN. */
  policies: Record<string, ManagedPolicy>;
  /** Newest last; deleted stacks stay, as in AWS. */
  stacks: Stack[];
  reports: ReportDefinition[];
  organization: Organization | null;
  services: Services;
  /** The Cost Management preference "split cost allocation data". */
  splitCostPreference: boolean;
  knobs: Knobs;
};

/** Temporary credentials that STS gave out. */
export type Session = { key: AccessKey; token: string; expiresAt: string; principal: Principal };

export type WorldData = {
  version: 1;
  settings: {
    propagationSeconds: number;
    /** Seconds that a stack takes to be created; 0 = complete at the next request. */
    stackSeconds: number;
    /** What a second of a custom resource's ServiceTimeout lasts: 1 as in AWS, 0.01 for a hundredth of it. */
    timeoutFactor: number;
    /** Milliseconds that every answer of the API is held back. */
    delayMilliseconds: number;
  };
  accounts: Record<string, Account>;
  buckets: Record<string, Bucket>;
  /** By access key ID. */
  sessions: Record<string, Session>;
  /** By ARN. */
  queues: Record<string, Queue>;
  /** By ARN. */
  topics: Record<string, Topic>;
};

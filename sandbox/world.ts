import { awsManaged } from '@/sandbox/iam/aws-managed';
import { decide } from '@/sandbox/iam/decide';
import { wildcardMatch } from '@/sandbox/iam/match';
import type { BackstageCheck } from '@/sandbox/record-lines';
import type { VirtualKeys } from '@/sandbox/s3/virtual';
import type {
  AccessRequest,
  Account,
  Bucket,
  Decision,
  ManagedPolicy,
  PolicyDocument,
  Principal,
  Role,
  Stack,
  User,
  WorldData,
} from '@/sandbox/state';

export type WorldOptions = {
  now: () => Date;
  newId: () => string;
  data?: WorldData;
  /** Called after every change, to write the world down. */
  onChange?: () => void;
  /** Told of what CloudFormation and the console ask for a person: it stands in no call to the API. */
  onCheck?: ((check: BackstageCheck) => void) | undefined;
};

/** The sandbox's AWS: its state, the clock and the ids it uses, and the question who may do what. */
export class World {
  readonly data: WorldData;
  /** Bytes of stored objects, by `bucket/key`. */
  readonly bodies = new Map<string, Uint8Array>();
  /** Keys that a bucket lists beside its objects, by its name; they are not kept between runs. */
  readonly virtual = new Map<string, VirtualKeys[]>();
  readonly now: () => Date;
  /** A random UUID, or whatever a test injects. */
  readonly newId: () => string;
  /** Where the API is reached: it stands in the addresses that the world hands out (queues, answers to CloudFormation). */
  endpoint = 'http://127.0.0.1:4566';
  /** Counts the changes, so that what was derived from the world can be kept until the next one. */
  revision = 0;
  private readonly onChange: () => void;
  private readonly onCheck: (check: BackstageCheck) => void;

  constructor(options: WorldOptions) {
    this.now = options.now;
    this.newId = options.newId;
    this.data = completed(options.data ?? emptyWorld());
    this.onChange = options.onChange ?? (() => {});
    this.onCheck = options.onCheck ?? (() => {});
  }

  get accounts(): Record<string, Account> {
    return this.data.accounts;
  }

  get buckets(): Record<string, Bucket> {
    return this.data.buckets;
  }

  nowIso(): string {
    return this.now().toISOString();
  }

  /** An id as IAM writes them: a prefix such as AROA and 17 characters (16 for an access key). */
  awsId(prefix: string, length = 17): string {
    const digits = this.newId()
      .replace(/[^0-9a-zA-Z]/g, '')
      .toUpperCase();
    return prefix + digits.slice(-length).padStart(length, '7');
  }

  /** Marks the world as changed, so that it is written down. Call it after every change. */
  changed(): void {
    this.revision++;
    this.onChange();
  }

  account(id: string): Account | undefined {
    return this.data.accounts[id];
  }

  bucket(name: string): Bucket | undefined {
    return Object.hasOwn(this.data.buckets, name) ? this.data.buckets[name] : undefined;
  }

  roleByArn(arn: string): Role | undefined {
    const match = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn);
    const role = match ? this.account(match[1] ?? '')?.roles[match[2] ?? ''] : undefined;
    return role?.arn === arn ? role : undefined;
  }

  userByArn(arn: string): User | undefined {
    const match = /^arn:aws:iam::(\d{12}):user\/(?:.*\/)?([^/]+)$/.exec(arn);
    return match ? this.account(match[1] ?? '')?.users[match[2] ?? ''] : undefined;
  }

  policyByArn(arn: string): ManagedPolicy | undefined {
    const owner = /^arn:aws:iam::(\d{12}):policy\//.exec(arn)?.[1];
    return owner ? this.account(owner)?.policies[arn] : awsManaged(arn);
  }

  stackById(id: string): Stack | undefined {
    const owner = id.split(':')[4] ?? '';
    return this.account(owner)?.stacks.find((stack) => stack.id === id);
  }

  /** The principal that a user of an account is; undefined when there is no such user. */
  userPrincipal(accountId: string, userName: string): Principal | undefined {
    const user = this.account(accountId)?.users[userName];
    if (!user) return undefined;
    return { kind: 'user', accountId, userName, arn: user.arn, userId: user.userId };
  }

  /** Whether the principal may do the action on the resource (an ARN): identity, session and resource policies, and the account's knobs. */
  authorize(principal: Principal, request: AccessRequest): Decision {
    return decide(this, { principal, ...request });
  }

  /** Likewise, for what no call to the API asks: CloudFormation, or the console, for a person. */
  authorizeBackstage(principal: Principal, request: AccessRequest): Decision {
    const decision = this.authorize(principal, request);
    const { action, resource } = request;
    const who = principal.kind === 'anonymous' ? 'anonymous' : principal.arn;
    this.onCheck({ at: this.nowIso(), principal: who, action, resource, ...decision });
    return decision;
  }

  /** Adds a role. Throws nothing: the caller has checked that the name is free (account.roles[name]). */
  createRole(
    accountId: string,
    input: {
      name: string;
      path?: string;
      description?: string;
      trust: PolicyDocument;
      maxSessionDuration?: number;
      stackId?: string | null;
    },
  ): Role {
    const account = this.mustAccount(accountId);
    const path = input.path ?? '/';
    const seconds = account.knobs.propagationSeconds ?? this.data.settings.propagationSeconds;
    const role: Role = {
      name: input.name,
      path,
      arn: `arn:aws:iam::${accountId}:role${path}${input.name}`,
      roleId: this.awsId('AROA'),
      description: input.description ?? '',
      createdAt: this.nowIso(),
      assumableAt: new Date(this.now().getTime() + seconds * 1000).toISOString(),
      maxSessionDuration: input.maxSessionDuration ?? 3600,
      trust: input.trust,
      attachedPolicyArns: [],
      inlinePolicies: [],
      stackId: input.stackId ?? null,
    };
    account.roles[role.name] = role;
    this.changed();
    return role;
  }

  deleteRole(accountId: string, name: string): void {
    delete this.mustAccount(accountId).roles[name];
    this.changed();
  }

  createPolicy(
    accountId: string,
    input: {
      name: string;
      path?: string;
      description?: string;
      document: PolicyDocument;
      stackId?: string | null;
    },
  ): ManagedPolicy {
    const path = input.path ?? '/';
    const createdAt = this.nowIso();
    const policy: ManagedPolicy = {
      name: input.name,
      path,
      arn: `arn:aws:iam::${accountId}:policy${path}${input.name}`,
      policyId: this.awsId('ANPA'),
      description: input.description ?? '',
      createdAt,
      defaultVersionId: 'v1',
      versions: [{ versionId: 'v1', createdAt, document: input.document }],
      stackId: input.stackId ?? null,
    };
    this.mustAccount(accountId).policies[policy.arn] = policy;
    this.changed();
    return policy;
  }

  deletePolicy(arn: string): void {
    const owner = arn.split(':')[4] ?? '';
    delete this.mustAccount(owner).policies[arn];
    this.changed();
  }

  createBucket(input: { name: string; accountId: string; region: string }): Bucket {
    const bucket: Bucket = {
      ...input,
      createdAt: this.nowIso(),
      publicRead: false,
      requesterPays: false,
      policy: null,
      objects: {},
      sources: [],
      wrongRegionAnswer: 'permanent-redirect',
      folder: null,
    };
    this.data.buckets[bucket.name] = bucket;
    this.changed();
    return bucket;
  }

  /** Whether IAM would refuse to make a role of this name: it exists, or the scenario says that it does. */
  roleNameTaken(accountId: string, name: string): boolean {
    const { roles, knobs } = this.mustAccount(accountId);
    return Object.hasOwn(roles, name) || knobs.takenRoleNames.some((pattern) => wildcardMatch(pattern, name));
  }

  /** Puts another world in place of this one. */
  replace(data: WorldData): void {
    Object.assign(this.data, completed(data));
    this.bodies.clear();
    this.changed();
  }

  private mustAccount(id: string): Account {
    const account = this.account(id);
    if (!account) throw new Error(`The sandbox has no account ${id}.`);
    return account;
  }
}

/** A world that an older version wrote down knows nothing of what has come since: it is empty there. */
function completed(data: WorldData): WorldData {
  const empty = emptyWorld();
  const settings = { ...empty.settings, ...data.settings };
  const whole: WorldData = { ...empty, ...data, settings };
  for (const account of Object.values(whole.accounts)) account.knobs.deniedToOthers ??= [];
  return whole;
}

export function emptyWorld(): WorldData {
  return {
    version: 1,
    settings: { propagationSeconds: 4, stackSeconds: 6, timeoutFactor: 1, delayMilliseconds: 0 },
    accounts: {},
    buckets: {},
    sessions: {},
    queues: {},
    topics: {},
  };
}

/** A parameter of a stack that stands. `seen`: what it was made with. */
export interface ParameterChange {
  name: string;
  seen: string;
  wanted: string;
}

/**
 * How a stack that stands differs from the one that would be created now. `unversioned`: its template is from before templates told
 * their version.
 */
export interface StackDifference {
  template: 'same' | 'other' | 'unversioned';
  parameters: ParameterChange[];
}

/** How an IAM role's own policy differs from what the template of now would make it, each as "action on resource". */
export interface PolicyDifference {
  more: readonly string[];
  less: readonly string[];
}

/**
 * Whether a stack is behind: it has other values, or another version of the template. One without a version counts as behind only when
 * its IAM role's policy differs as well: such a stack may do just what a new one would, and nobody is asked to update it for a name.
 */
export function isBehind(
  { template, parameters }: StackDifference,
  { more, less }: PolicyDifference,
): boolean {
  if (parameters.length > 0 || template === 'other') return true;
  return template === 'unversioned' && more.length + less.length > 0;
}

/** `unknown`: AWS does not tell of the stack. `current`: nothing to update. `waiting`: behind, and nobody began. */
export type UpdateState =
  | 'unknown'
  | 'current'
  | 'waiting'
  | 'updating'
  | 'rolling_back'
  | 'rolled_back'
  | 'updated';

/** What the page "Update the stack" shows. Instants are UTC ISO text. */
export interface StackUpdateView {
  state: UpdateState;
  stackName: string;
  /** As AWS says it. */
  status: string | null;
  /** Why an update was rolled back. */
  reason: string | null;
  updatedAt: string | null;
  lookedAt: string | null;
  /** Looked at more often than each day, as long as this stands. */
  nextLookAt: string | null;
  steps: UpdateSteps | null;
  restore: RestoreSteps | null;
  links: { stack: string; trust: string; permissions: string };
}

export interface UpdateSteps {
  difference: StackDifference;
  /** The published template; null: it is downloaded and uploaded. */
  templateUrl: string | null;
  /** Where the template is downloaded, its values baked in. */
  download: string;
  /** What the change set lists, as far as the values tell; more may come with another template. */
  changes: { resource: string; type: string }[];
  /** For AWS CloudShell. */
  command: string;
}

/** What stands in the IAM role as the template makes it, as JSON to paste; null where it differs in nothing. */
export interface RestoreSteps {
  trust: string | null;
  policy: string | null;
  roleName: string;
  policyName: string;
}

/** The address of the page that says how. */
export function updateAddress(connectionId: string): string {
  return `/connections/${connectionId}/update`;
}

/**
 * What the values that change do not explain: a permission on the bucket of before that is wanted on the bucket of now says nothing that
 * the bucket's name does not.
 */
export function unexplained(
  { parameters }: StackDifference,
  { more, less }: PolicyDifference,
): PolicyDifference {
  const moved = more.flatMap((grant) =>
    parameters.flatMap(({ seen, wanted }) => {
      const then = seen === '' || wanted === '' ? grant : grant.replaceAll(seen, wanted);
      return then !== grant && less.includes(then) ? [{ grant, then }] : [];
    }),
  );
  return {
    more: more.filter((grant) => !moved.some((one) => one.grant === grant)),
    less: less.filter((grant) => !moved.some((one) => one.then === grant)),
  };
}

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

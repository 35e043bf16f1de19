/** Why a stack usually does not come about, in the order in which they are looked at. */
export const usualCauses = [
  'name_exists',
  'not_allowed',
  'boundary_or_scp',
  'box_not_ticked',
  'wrong_account',
  'wrong_region',
] as const;

/** Beside them, what only AWS's own reason tells. */
export const rarerCauses = [
  'value_changed',
  'hook_of_organization',
  'quota',
  'trust_unknown',
  'doorbell_unreachable',
  'superseded',
  'timed_out',
  'busy',
  'stopped_by_person',
  'template_refused',
] as const;

export type StackCause = (typeof usualCauses)[number] | (typeof rarerCauses)[number];

/** So much of a reason is shown and kept: CloudFormation's own are shorter, and what stands in them may be anybody's. */
export const REASON_CHARACTERS = 600;

/** Written by us where no reason can be had: the IAM role of a stack in progress went away. */
export const ROLE_TAKEN_AWAY =
  'The IAM role was there and is gone: AWS rolled the stack back, or somebody deleted it.';

export interface StackReason {
  /** Null: nothing that we know. */
  cause: StackCause | null;
  /** What the reason names: the permission, the name that is taken, the limit. */
  about: string | null;
}

interface Pattern {
  says: RegExp;
  cause: StackCause;
  /** Its first group that matched is what the reason is about; without it that of `says`. */
  about?: RegExp;
}

/** The permission that a denial names. */
const permission = /not authorized to perform:? ([\w-]+:\w+)|allows the ([\w-]+:\w+) action/i;

/**
 * What AWS writes as the reason of a failed stack or resource (the CloudFormation user guide, the error texts of IAM, S3, SNS and the
 * CUR API, the denial messages of the IAM user guide), and what our template's rules and our answers to a custom resource say. The
 * first that fits counts, so the narrow ones come first: a denial by the organization is a denial too.
 */
const patterns: readonly Pattern[] = [
  { says: /not the AWS account that was entered in Tributary/, cause: 'wrong_account' },
  { says: /must be created in US East \(N\. Virginia\)/, cause: 'wrong_region' },
  { says: /values? of ([\w, ]+?) (?:is|are) not what Tributary filled in/, cause: 'value_changed' },
  {
    says: /connection was disconnected in Tributary|Tributary does not know the (?:connection|resource type)|newer attempt/,
    cause: 'superseded',
  },

  { says: /sns:Publish .*no resource-based policy allows/i, cause: 'doorbell_unreachable' },
  {
    says: /explicit deny in an? (?:(?:service|resource) control policy|permissions boundary)/i,
    cause: 'boundary_or_scp',
    about: permission,
  },
  {
    says: /no (?:(?:service|resource) control policy|permissions boundary) allows/i,
    cause: 'boundary_or_scp',
    about: permission,
  },
  { says: /hook\(s\) failed: \[?([^\]]*)|Hook failed with message/i, cause: 'hook_of_organization' },
  {
    says: /not authorized to perform|UnauthorizedOperation|\bAccess ?Denied(?:Exception)?\b|permissions error performing/i,
    cause: 'not_allowed',
    about: permission,
  },

  { says: /Role with name ([\w+=,.@-]+) already exists/i, cause: 'name_exists' },
  { says: /policy called ([\w+=,.@-]+) already exists/i, cause: 'name_exists' },
  { says: /Stack \[([\w-]+)\] already exists/i, cause: 'name_exists' },
  {
    says: /specified name already exists|DuplicateReportName|bucket name is not available|BucketAlready(?:Exists|OwnedByYou)|tried to create already exists/i,
    cause: 'name_exists',
  },
  { says: /([\w+=,.@:/-]+) already exists/i, cause: 'name_exists' },
  {
    says: /EntityAlreadyExists|AlreadyExistsException|HandlerErrorCode: AlreadyExists/,
    cause: 'name_exists',
  },

  { says: /Requires capabilities|InsufficientCapabilities/i, cause: 'box_not_ticked' },
  { says: /Parameter '?(\w+)'? (?:failed to satisfy constraint|must )/i, cause: 'value_changed' },
  { says: /Parameters: \[([\w, ]+)\] (?:must have values|do not exist)/i, cause: 'value_changed' },
  { says: /Template (?:format |validation )?error|unsupported property/i, cause: 'template_refused' },

  {
    says: /Cannot exceed quota for (\w+)|LimitExceeded|maximum number of|TooManyBuckets|ReportLimitReached/i,
    cause: 'quota',
  },
  { says: /Invalid principal in policy/i, cause: 'trust_unknown' },
  { says: /Invalid parameter: TopicArn|Topic does not exist|ServiceToken/i, cause: 'doorbell_unreachable' },
  {
    says: /timed out|failed to stabilize|NotStabilized|did not receive a response from your Custom Resource|Exceeded attempts to wait/i,
    cause: 'timed_out',
  },
  { says: /Rate exceeded|\bThrottling|too many requests|Service ?Unavailable/i, cause: 'busy' },
  { says: /User Initiated|(?:creation|update|operation) cancell?ed/i, cause: 'stopped_by_person' },
];

/** What a reason means. A text that nobody foresaw has no cause: it is shown as AWS wrote it. */
export function explainReason(text: string): StackReason {
  // Bounded before anything is searched in it.
  const reason = cleanReason(text);
  for (const { says, cause, about = says } of patterns) {
    if (!says.test(reason)) continue;
    const [, ...groups] = about.exec(reason) ?? [];
    return { cause, about: groups.find(Boolean)?.trim() ?? null };
  }
  return { cause: null, about: null };
}

/** A reason on one line, without control and direction characters, and no longer than REASON_CHARACTERS. */
export function cleanReason(text: string): string {
  // Twice as much is cut first, so that a text of a megabyte costs nothing.
  const line = text
    .slice(0, 2 * REASON_CHARACTERS)
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (line.length <= REASON_CHARACTERS) return line;
  // Never half of a character.
  return `${line.slice(0, REASON_CHARACTERS - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

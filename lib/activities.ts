import { z } from 'zod';

/**
 * Everything that the activity can say, one entry for each action: the sentence that follows the actor's name. `{name}` stands
 * for a value of the entry's detail. Values are shown as text, never as markup.
 */
export const activitySentences = {
  'tenant.added': 'added {name} as {kind}',
  'tenant.updated': 'changed the profile of {name}',
  'tenant.settings_changed': 'changed the settings: {what}',
  'user.invited': 'invited {email} as {role}',
  'user.reinvited': 'sent a new invitation to {email}',
  'user.email_corrected': 'corrected the email {from} to {email} and sent a new invitation',
  'user.invitation_cancelled': 'cancelled the invitation of {email}',
  'user.invitation_expired': 'let the invitation of {email} expire',
  'user.link_copied': 'copied the activation link of {email}',
  'user.link_requested': 'sent a new link to {email}, asked for from an expired one',
  'user.activated': 'activated the user {email}',
  'user.role_changed': 'changed the role of {email} from {from} to {role}',
  'user.disabled': 'disabled {email}',
  'user.enabled': 'enabled {email}',
  'user.profile_changed': 'changed their profile',
  'user.password_changed': 'changed their password',
  'user.password_reset': 'set the new password that {email} chose by a link',
  'user.password_asked': 'sent {email} a link for a new password, asked for with "Forgot password"',
  'user.signed_in': 'signed in',
  'user.signed_out': 'signed out',
  'user.switched': 'switched to {name}',
  'contract.created': 'created the contract {name}',
  'contract.updated': 'changed the contract {name}',
  'contract.activated': 'activated the contract {name}',
  'contract.scheduled': 'activated the contract {name}, which starts on {start}',
  'contract.superseded': 'replaced the contract {name} with {by}',
  'contract.cancelled': 'cancelled the contract {name}',
  'contract.expired': 'ended the contract {name} after its last day',
  'connections.paused': 'paused {count} because no contract is active',
  'connections.resumed': 'resumed {count} because a contract is active again',
  'connection.started': 'began to connect an AWS management account',
  'connection.reviewed': 'finished the Review step of a connection',
  'connection.unsupported': 'said that bills are transferred: this connection needs CUR 2.0',
  'connection.account_set': 'entered the AWS account {account}',
  'connection.bucket_set': 'entered the bucket {bucket}',
  'connection.report_by_stack': 'let the stack create the report and its bucket {bucket}',
  'connection.stack_opened': 'made the link to create the stack {stack}',
  'connection.tried_again': 'began a new attempt with the stack {stack}',
  'connection.went_back': 'went back to the step {step} of a connection',
  'connection.stack_seen': 'saw the stack {stack} {how}',
  'connection.role_lost': 'could not reach the IAM role in {account} any more',
  'connection.stalled': 'stopped looking for the stack {stack} after 14 days',
  'connection.role_verified': 'verified the IAM role in {account}',
  'connection.stack_failed': 'saw the stack {stack} fail: {why}',
  'connection.stack_deleted': 'saw that the stack {stack} was deleted',
  'connection.stack_replaced': 'saw another stack under the name {stack}, which is proven anew',
  'connection.stack_behind': 'saw that the stack {stack} is behind: {why}',
  'connection.stack_updated': 'saw that the stack {stack} was updated',
  'connection.stack_update_failed': 'saw an update of the stack {stack} fail: {why}',
  'connection.drifted': 'saw that an IAM role differs from the template: {why}',
  'connection.drift_ended': 'saw that the IAM role of the stack {stack} is as the template makes it again',
  'connection.role_refused': 'did not accept the IAM role in {account}: {why}',
  'connection.account_taken': 'could not reserve the AWS account {account}',
  'connection.broken': 'saw the connection of {account} stop working',
  'connection.repaired': 'saw the connection of {account} work again',
  'connection.confirmed': 'confirmed the report {report}',
  'connection.auto_confirm': 'turned "confirm it for me when it is valid" {state}',
  'connection.search_narrowed': 'limited the search for reports to {folder}',
  'connection.search_widened': 'had the whole bucket searched for reports again',
  'connection.kms_key_changed': 'changed the KMS key that the bucket {bucket} of a connection is read with',
  'connection.bucket_moved': 'moved a connection from the bucket {from} to {bucket}',
  'connection.cur_changed': 'chose the report {report}',
  'connection.completed': 'completed the onboarding of {account}',
  'connection.rotation_started': 'began to rotate the external ID of the connection of {account}',
  'connection.rotation_cancelled': 'cancelled the rotation of the external ID of the connection of {account}',
  'connection.rotated':
    'saw the stack of {account} take over its next external ID, and dropped the one of before',
  'connection.disconnected': 'disconnected the AWS account {account}: {data}',
  'connection.role_gone': 'saw that AWS account {account} lets it in no more',
  'handoff.made': 'made a link for {label}, to hand over the connection of {account}',
  'handoff.opened': 'opened the link for the first time',
  'handoff.stack_opened': 'took the link or the template of the stack {stack}',
  'handoff.proposed': 'proposed the bucket {bucket}',
  'handoff.accepted': 'accepted the bucket {bucket} that {label} proposed',
  'handoff.dismissed': 'dismissed the bucket {bucket} that {label} proposed',
  'handoff.revoked': 'revoked the link for {label}',
  'help.asked': 'asked {partner} for help with {step}',
  'help.settled': 'marked the question of {by} as settled',
  'reports.validated': 'validated the reports in {bucket}: {result}',
  'insights.linked': 'linked the account {account} for insights',
  'insights.changed': 'changed the wanted insights of {account}: {insights}',
  'insights.checked': 'checked the insights of {account}: {result}',
} satisfies Record<string, string>;

export type ActivityAction = keyof typeof activitySentences;
export type ActivityDetail = Record<string, string | number | null>;

/** The sentence of an activity with its values filled in; a value that was not recorded shows as a dash. */
export function activitySentence(action: ActivityAction, detail: ActivityDetail): string {
  return activitySentences[action].replace(/\{(\w+)\}/g, (_, key: string) => String(detail[key] ?? '–'));
}

/** Whether a stored action is one that this version can say. */
export function isActivityAction(action: string): action is ActivityAction {
  return Object.hasOwn(activitySentences, action);
}

/** One tenant's activity, or with no tenant everything in sight; `after` names the page before. */
export const ActivityQuery = z.strictObject({
  tenantId: z.string().min(1).max(64).optional(),
  after: z.string().max(400).default(''),
});
export type ActivityQuery = z.infer<typeof ActivityQuery>;

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
  'user.activated': 'activated the account of {email}',
  'user.role_changed': 'changed the role of {email} from {from} to {role}',
  'user.disabled': 'disabled {email}',
  'user.enabled': 'enabled {email}',
  'user.profile_changed': 'changed their profile',
  'user.password_changed': 'changed their password',
  'user.password_reset': 'chose a new password by a link',
  'user.signed_in': 'signed in',
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
} satisfies Record<string, string>;

export type ActivityAction = keyof typeof activitySentences;
export type ActivityDetail = Record<string, string | number | null>;

/** The sentence of an activity with its values filled in; a value that was not recorded shows as a dash. */
export function activitySentence(action: ActivityAction, detail: ActivityDetail): string {
  return activitySentences[action].replace(/\{(\w+)\}/g, (_, key: string) => String(detail[key] ?? '–'));
}

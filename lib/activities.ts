/**
 * Everything that the activity can say, one entry for each action: the sentence that follows the actor's name. `{name}` stands
 * for a value of the entry's detail. Values are shown as text, never as markup.
 */
export const activitySentences = {
  'tenant.added': 'added {name} as {kind}',
  'tenant.updated': 'changed the profile of {name}',
  'user.invited': 'invited {email} as {role}',
  'user.activated': 'activated the account of {email}',
  'contract.created': 'created the contract {name}',
  'connection.started': 'began to connect an AWS management account',
} satisfies Record<string, string>;

export type ActivityAction = keyof typeof activitySentences;
export type ActivityDetail = Record<string, string | number | null>;

/** The sentence of an activity with its values filled in; a value that was not recorded shows as a dash. */
export function activitySentence(action: ActivityAction, detail: ActivityDetail): string {
  return activitySentences[action].replace(/\{(\w+)\}/g, (_, key: string) => String(detail[key] ?? '–'));
}

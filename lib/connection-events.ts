/** What the timeline of a connection can say, one entry for each kind of event. */
export const connectionEvents = {
  started: 'Connection started',
  reviewed: 'Review done',
  account_set: 'AWS management account entered',
  bucket_set: 'Bucket entered',
  report_by_stack: 'The stack creates the report and its bucket',
  unsupported: 'Bills are transferred: needs CUR 2.0',
  link_made: 'Link to CloudFormation made',
  stack_started: 'Stack started',
  role_found: 'IAM role found',
  role_lost: 'IAM role not reachable any more',
  stack_complete: 'Stack complete',
  stack_failed: 'Stack failed',
  stack_deleted: 'Stack deleted',
  stack_replaced: 'Another stack was created under its name',
  stack_updated: 'Stack updated',
  stack_update_failed: 'Update of the stack failed and was rolled back',
  drifted: 'IAM role differs from the template',
  drift_ended: 'IAM role is as the template makes it again',
  role_refused: 'IAM role not accepted',
  account_taken: 'The account could not be reserved',
  role_verified: 'IAM role verified',
  stalled: 'Looking stopped after 14 days',
  try_again: 'New attempt with new names',
  went_back: 'Went back to an earlier step',
  reports_awaited: 'No report delivered yet',
  reports_invalid: 'Reports found, none is fit',
  reports_valid: 'A valid report was found',
  confirmed: 'Report confirmed',
  search_narrowed: 'Search limited to one folder',
  search_widened: 'The whole bucket is searched again',
  changed_cur: 'Another report chosen',
  complete: 'Onboarding complete',
  paused: 'Paused: no active contract',
  resumed: 'Resumed: a contract is active again',
  broken: 'Stopped working',
  repaired: 'Works again',
  disconnected: 'Disconnected',
  role_gone: 'AWS lets Tributary in no more',
  insights_changed: 'Wanted insights changed',
  insights_checked: 'Insights checked',
} satisfies Record<string, string>;

export type ConnectionEventKind = keyof typeof connectionEvents;

export function isConnectionEvent(kind: string): kind is ConnectionEventKind {
  return Object.hasOwn(connectionEvents, kind);
}

import type { TenantColumns } from './tenant-columns';

export interface MailRow extends TenantColumns {
  id: string;
  template: string;
  values_json: string;
  /** The link, encrypted under a key of the app; wiped on use, cancel or expiry. */
  secret_ciphertext: string | null;
  to_email: string;
  subject: string;
  state: 'queued' | 'sent' | 'failed' | 'held' | 'cancelled';
  attempts: number;
  last_error: string | null;
  message_id: string;
  created_at: string;
  sent_at: string | null;
  related_id: string | null;
}

/** A message of the doorbell, once for each that SNS sent. */
export interface MessageRow {
  id: string;
  /** SNS's own; of what is no notification, sqs: and that of SQS. */
  message_id: string;
  received_at: string;
  request_type: 'Create' | 'Update' | 'Delete' | null;
  resource_type: string | null;
  stack_id: string | null;
  logical_id: string | null;
  request_id: string | null;
  connection_id: string | null;
  /** Where CloudFormation waits; forgotten once it is answered or cannot be. */
  response_url: string | null;
  answer_json: string | null;
  attempts: number;
  answered_at: string | null;
  /** Why nobody answers it any more, or ever could. */
  set_aside: string | null;
  /** Of what could not be read. */
  excerpt: string | null;
}

export interface JobRow {
  id: string;
  kind: string;
  payload: string;
  key: string | null;
  run_at: string;
  attempts: number;
  max_attempts: number;
  lease_until: string | null;
  owner: string | null;
  state: 'pending' | 'running' | 'done' | 'failed';
  last_error: string | null;
  created_at: string;
  finished_at: string | null;
}

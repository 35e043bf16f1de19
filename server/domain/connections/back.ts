import type { BackView } from '@/lib/connection-views';
import type { BackForm, BackPreview } from '@/lib/connections';
import { stepTitles } from '@/lib/connections';
import { goingBack } from '@/lib/going-back';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { forgetLink } from './account';
import { fetchConnection } from './fetch';
import { fetchForStep } from './guard';
import { writeConnection } from './move';
import { freshAttempt } from './open-stack';
import { type Saved, saved } from './saved';
import { walk, wayTo } from './walk';

/** What becomes invalid when somebody goes back to a step, before they do. */
export async function previewBack(ctx: Ctx, input: BackPreview): Promise<BackView> {
  const { connection } = await withScope(ctx, (tx) =>
    fetchConnection(tx, { ctx, ...input, permission: 'connection:read' }),
  );
  return goingBack(factsOf(connection, input.step), wayTo('draft', connection.state) !== null);
}

/** Goes back to a step of the draft: what was typed stays, what was proven is proven again. Not after Confirm. */
export async function goBack(ctx: Ctx, input: BackForm): Promise<Saved> {
  return withScope(ctx, async (tx) => {
    const { connection } = await fetchForStep(tx, { ctx, ...input, permission: 'connection:write' });
    if (connection.next_external_id !== null) throw rotating();
    const draft = await walk(tx, { ctx, connection, to: 'draft' });
    if (!draft) {
      throw new AppError('conflict', {
        happened: 'The account and the bucket cannot be changed any more after a CUR is confirmed.',
        todo: 'Move the connection to another bucket, or connect another account from Assets.',
      });
    }
    const written = await writeConnection(tx, {
      ctx,
      connection: draft,
      set: proofs,
      events: [{ kind: 'went_back', detail: stepTitles[input.step] }],
      activity: { action: 'connection.went_back', detail: { step: stepTitles[input.step] } },
      edited: `went back to ${stepTitles[input.step]}`,
    });
    return saved(written, input.step);
  });
}

function rotating(): AppError {
  return new AppError('conflict', {
    happened: 'The external ID of this connection is being rotated.',
    todo: 'Update the stack first, or cancel the rotation.',
  });
}

/** What does not outlive a change of account or bucket. The names of the stack do: it can then be updated. */
const proofs = {
  ...freshAttempt,
  ...forgetLink,
  poll_since: null,
  next_poll_at: null,
  bucket_before: null,
  kms_key_before: null,
  bucket_moved_at: null,
  chosen_root: null,
  auto_confirm: 0,
  auto_confirm_by: null,
  confirmed_at: null,
  validation_id: null,
  validated_at: null,
  next_validation_at: null,
  validating_since: null,
  report_first_seen_at: null,
  delivery: 'not_available',
} as const;

function factsOf(row: ConnectionRow, step: BackPreview['step']) {
  return {
    step,
    state: row.state,
    linkMade: row.link_made_at !== null,
    account: row.account_id,
    reportBy: row.report_by,
    bucket: row.bucket,
    stackName: row.stack_name,
    chosenRoot: row.chosen_root,
  };
}

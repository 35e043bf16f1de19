import { expect } from '@playwright/test';
import { z } from 'zod';
import type { Api } from './api';
import { type AwsAccount, control } from './aws';

const Parameter = z.looseObject({ Default: z.string(), AllowedValues: z.array(z.string()) });
const Template = z.looseObject({
  Parameters: z.looseObject({ ExpectedAccountId: Parameter, DoorbellTopicArn: Parameter }),
});

/** Steps 1 to 4 by the procedures, for journeys about what comes after; gives the id of a connection that waits for its stack. */
export async function waitingForStack(api: Api, { accountId, bucket }: AwsAccount): Promise<string> {
  const { id: connectionId } = await api.connections.start.mutate({});
  const { version } = await api.connections.get.query({ connectionId });
  const review = { connectionId, version, billingTransfer: 'no' as const };
  const reviewed = await api.connections.review.mutate(review);
  const account = await api.connections.setAccount.mutate({
    connectionId,
    version: reviewed.version,
    accountId,
  });
  const report = await api.connections.setReport.mutate({ connectionId, version: account.version, bucket });
  await api.connections.openStack.mutate({ connectionId, version: report.version });
  return connectionId;
}

export interface Downloaded {
  accountId: string;
  stackName: string;
  templateBody: string;
}

/** What the end customer does in AWS's console, at once: the stack of the downloaded template. */
export async function stackCreated(api: Api, connectionId: string): Promise<void> {
  await control('create-stack', await templateOf(api, connectionId));
}

/** The downloaded template, for a stack that is created later; a `silent` one does not ring. */
export async function templateOf(api: Api, connectionId: string, silent?: 'silent'): Promise<Downloaded> {
  const { fileName, body } = await api.connections.template.query({ connectionId });
  const template = Template.parse(JSON.parse(body));
  const { ExpectedAccountId, DoorbellTopicArn } = template.Parameters;
  if (silent) Object.assign(DoorbellTopicArn, { Default: '', AllowedValues: [''] });
  return {
    accountId: ExpectedAccountId.Default,
    stackName: fileName.replace('.json', ''),
    templateBody: JSON.stringify(template),
  };
}

/** Waits until the bucket of a connection whose stack was created has been looked at. */
export async function judged(api: Api, connectionId: string): Promise<void> {
  const stateOf = async () => (await api.connections.get.query({ connectionId })).state;
  await expect
    .poll(stateOf, { message: connectionId, timeout: 180_000 })
    .toMatch(/^(awaiting_report|report_invalid|report_valid)$/);
}

/** A connection whose stack was created, from there to the end of onboarding by the procedures. */
export async function completed(api: Api, connectionId: string): Promise<void> {
  await judged(api, connectionId);
  const { version } = await api.connections.get.query({ connectionId });
  const done = await api.connections.confirm.mutate({ connectionId, version });
  await api.connections.complete.mutate({ connectionId, version: done.version });
}

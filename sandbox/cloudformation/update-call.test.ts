import {
  CloudFormationClient,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLE_AND_POLICY, template } from '@/sandbox/cloudformation/testing';
import { type Credentials, roleWith, startTestStand, type TestStand } from '@/sandbox/testing/stand';

const ACCOUNT = '711122223333';
let stand: TestStand;
let all: Credentials;

beforeAll(async () => {
  stand = await startTestStand({ now: new Date() });
  stand.control.createAccount({ accountId: ACCOUNT });
  all = await roleWith(stand, { accountId: ACCOUNT, actions: ['*'] });
});
afterAll(() => stand.close());

describe('UpdateStack', () => {
  const Parameters = { Note: { Type: 'String', Default: 'one' }, Kept: { Type: 'String', Default: 'kept' } };
  const body = (description: string) =>
    template({
      Parameters,
      Resources: {
        Role: {
          ...ROLE_AND_POLICY.Role,
          Properties: { ...ROLE_AND_POLICY.Role.Properties, Description: { Ref: 'Note' } },
        },
      },
      Description: description,
    });

  it('takes another template, or other values with the template that is there', async () => {
    const made = await stand.control.createStack({
      accountId: ACCOUNT,
      stackName: 'updated',
      templateBody: body('first'),
      parameters: { Kept: 'as given' },
    });
    const cloudformation = new CloudFormationClient(stand.client(all));
    const StackName = 'updated';
    const Capabilities = ['CAPABILITY_NAMED_IAM' as const];
    const describeIt = async () =>
      (await cloudformation.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
    expect(await describeIt()).toMatchObject({ StackStatus: 'CREATE_COMPLETE', Description: 'first' });
    expect((await describeIt())?.LastUpdatedTime).toBeUndefined();
    const values = [
      { ParameterKey: 'Note', ParameterValue: 'two' },
      { ParameterKey: 'Kept', UsePreviousValue: true },
    ];
    const update = { StackName, Capabilities, Parameters: values };
    const { StackId } = await cloudformation.send(
      new UpdateStackCommand({ ...update, UsePreviousTemplate: true }),
    );
    expect(StackId).toBe(made.id);
    const updated = await describeIt();
    expect(updated).toMatchObject({ StackStatus: 'UPDATE_COMPLETE', LastUpdatedTime: expect.any(Date) });
    expect(updated?.Parameters?.map(({ ParameterValue }) => ParameterValue)).toEqual(['two', 'as given']);
    await expect(cloudformation.send(new UpdateStackCommand(update))).rejects.toThrow('must be specified');
    const again = new UpdateStackCommand({ ...update, TemplateBody: body('second') });
    await expect(cloudformation.send(again)).rejects.toThrow('No updates are to be performed');
  });
});

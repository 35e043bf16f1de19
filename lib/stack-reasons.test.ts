import { describe, expect, test } from 'vitest';
import { causeTitle, causeView, usualCauseViews } from './stack-causes';
import {
  cleanReason,
  explainReason,
  REASON_CHARACTERS,
  rarerCauses,
  type StackCause,
  usualCauses,
} from './stack-reasons';

const user = 'arn:aws:iam::111122223333:user/kim';
const role = 'arn:aws:iam::111122223333:role/tributary-reports-a1';
const denied = (action: string, why: string, on = role) =>
  `Resource handler returned message: "User: ${user} is not authorized to perform: ${action} on resource: ${on} ${why} (Service: Iam, Status Code: 403, Request ID: 5a1c) (SDK Attempt Count: 1)" (RequestToken: 77aa, HandlerErrorCode: AccessDenied)`;
const answered = (words: string) =>
  `Received response status [FAILED] from custom resource. Message returned: ${words} Delete this stack, then open the link in Tributary again. (RequestId: 9c1f)`;

/** Texts as CloudFormation, IAM, S3, SNS and the CUR API write them, and what each is taken for. */
const cases: [string, StackCause | null, string | null][] = [
  // Names
  [
    'tributary-reports-a1 already exists in stack arn:aws:cloudformation:us-east-1:1:stack/x/1',
    'name_exists',
    'tributary-reports-a1',
  ],
  [
    'Role with name tributary-reports-a1 already exists. (Service: AmazonIdentityManagement; Status Code: 409; Error Code: EntityAlreadyExists; Request ID: 1; Proxy: null)',
    'name_exists',
    'tributary-reports-a1',
  ],
  [
    "Resource handler returned message: \"Resource of type 'AWS::IAM::ManagedPolicy' with identifier 'x' already exists.\" (RequestToken: 1, HandlerErrorCode: AlreadyExists)",
    'name_exists',
    null,
  ],
  [
    'A policy called tributary-reports-a1 already exists. Duplicate names are not allowed.',
    'name_exists',
    'tributary-reports-a1',
  ],
  ['Stack [tributary-reports-a1] already exists', 'name_exists', 'tributary-reports-a1'],
  [
    'tributary-cur-8f2a already exists (Service: S3, Status Code: 0, Request ID: null)',
    'name_exists',
    'tributary-cur-8f2a',
  ],
  [
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system.',
    'name_exists',
    null,
  ],
  ['A report with the specified name already exists in the account.', 'name_exists', null],

  // Denials
  [
    denied('iam:CreateRole', 'because no identity-based policy allows the iam:CreateRole action'),
    'not_allowed',
    'iam:CreateRole',
  ],
  [
    denied('iam:CreatePolicy', 'with an explicit deny in an identity-based policy'),
    'not_allowed',
    'iam:CreatePolicy',
  ],
  [
    denied('iam:AttachRolePolicy', 'because no session policy allows the iam:AttachRolePolicy action'),
    'not_allowed',
    'iam:AttachRolePolicy',
  ],
  [
    `API: iam:CreateRole User: ${user} is not authorized to perform: iam:CreateRole on resource: ${role}`,
    'not_allowed',
    'iam:CreateRole',
  ],
  [
    `User: ${user} is not authorized to perform: cloudformation:CreateStack on resource: x`,
    'not_allowed',
    'cloudformation:CreateStack',
  ],
  [
    `User: ${user} is not authorized to perform: SNS:Publish on resource: arn:aws:sns:us-east-1:9:bell because no identity-based policy allows the SNS:Publish action`,
    'not_allowed',
    'SNS:Publish',
  ],
  ['You are not authorized to perform this operation.', 'not_allowed', null],
  [
    'Encountered a permissions error performing a tagging operation, please add required tag permissions.',
    'not_allowed',
    null,
  ],
  ['Access Denied (Service: S3, Status Code: 403, Request ID: 1)', 'not_allowed', null],
  ['API: s3:PutBucketPolicy Access Denied', 'not_allowed', null],
  [
    denied('iam:CreateRole', 'with an explicit deny in a service control policy'),
    'boundary_or_scp',
    'iam:CreateRole',
  ],
  [
    denied(
      'iam:CreateRole',
      'with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/service_control_policy/p-1',
    ),
    'boundary_or_scp',
    'iam:CreateRole',
  ],
  [
    denied('iam:CreateRole', 'because no service control policy allows the iam:CreateRole action'),
    'boundary_or_scp',
    'iam:CreateRole',
  ],
  [
    denied('iam:CreateRole', 'with an explicit deny in a resource control policy'),
    'boundary_or_scp',
    'iam:CreateRole',
  ],
  [
    denied('iam:CreateRole', 'because no permissions boundary allows the iam:CreateRole action'),
    'boundary_or_scp',
    'iam:CreateRole',
  ],
  [
    denied('iam:CreateRole', 'with an explicit deny in a permissions boundary'),
    'boundary_or_scp',
    'iam:CreateRole',
  ],
  [
    'The following hook(s) failed: [AWS::ControlTower::Hook]',
    'hook_of_organization',
    'AWS::ControlTower::Hook',
  ],
  [
    'Hook failed with message: Template failed validation, the following rule(s) failed: IAM_ROLE_BOUNDARY.',
    'hook_of_organization',
    null,
  ],

  // Before anything is made
  ['Requires capabilities : [CAPABILITY_NAMED_IAM]', 'box_not_ticked', null],
  [
    'An error occurred (InsufficientCapabilitiesException) when calling the CreateStack operation: Requires capabilities : [CAPABILITY_NAMED_IAM]',
    'box_not_ticked',
    null,
  ],
  [
    'Template validation error: This is not the AWS account that was entered in Tributary. Sign in to that account and open the link again.',
    'wrong_account',
    null,
  ],
  [
    'Template validation error: The stack must be created in US East (N. Virginia), us-east-1.',
    'wrong_region',
    null,
  ],
  [
    'Parameter ExternalId failed to satisfy constraint: must be the one of the link',
    'value_changed',
    'ExternalId',
  ],
  ["Parameter 'RoleName' must be one of AllowedValues", 'value_changed', 'RoleName'],
  ['Parameters: [BucketName, RoleName] must have values', 'value_changed', 'BucketName, RoleName'],
  ['Template format error: JSON not well-formed. (line 3, column 1)', 'template_refused', null],
  ['Encountered unsupported property Descripton', 'template_refused', null],

  // Our own answers to the stack's custom resource
  [
    answered('This is not the AWS account that was entered in Tributary. Sign in to that account.'),
    'wrong_account',
    null,
  ],
  [answered('The stack must be created in US East (N. Virginia), us-east-1.'), 'wrong_region', null],
  [
    answered(
      'The values of RoleName and BucketName are not what Tributary filled in: edited here, or from before a newer attempt in Tributary.',
    ),
    'value_changed',
    'RoleName and BucketName',
  ],
  [answered('The connection was disconnected in Tributary.'), 'superseded', null],
  [answered('Tributary does not know the connection that this stack was made for.'), 'superseded', null],

  // The rest
  [
    'Cannot exceed quota for RolesPerAccount: 1000 (Service: Iam, Status Code: 409, Request ID: 1; HandlerErrorCode: ServiceLimitExceeded)',
    'quota',
    'RolesPerAccount',
  ],
  [
    'You have reached the maximum number of reports. (Error Code: ReportLimitReachedException)',
    'quota',
    null,
  ],
  [
    'Invalid principal in policy: "AWS":"arn:aws:iam::999988887777:role/gone" (Error Code: MalformedPolicyDocument)',
    'trust_unknown',
    null,
  ],
  [
    `User: ${user} is not authorized to perform: SNS:Publish on resource: arn:aws:sns:us-east-1:9:bell because no resource-based policy allows the SNS:Publish action`,
    'doorbell_unreachable',
    null,
  ],
  ['Invalid parameter: TopicArn (Service: AmazonSNS; Status Code: 400)', 'doorbell_unreachable', null],
  [
    'CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [1].',
    'timed_out',
    null,
  ],
  [
    'Resource timed out waiting for completion (RequestToken: 1, HandlerErrorCode: NotStabilized)',
    'timed_out',
    null,
  ],
  [
    'Rate exceeded (Service: AmazonIdentityManagement; Status Code: 400; Error Code: Throttling)',
    'busy',
    null,
  ],
  ['Resource creation cancelled', 'stopped_by_person', null],
  ['User Initiated', 'stopped_by_person', null],

  // Nothing that anybody foresaw
  ['Internal Failure', null, null],
  ['The following resource(s) failed to create: [Role]. Rollback requested by user.', null, null],
  ['', null, null],
];

describe('what AWS gives as the reason', () => {
  test.each(cases)('%s', (text, cause, about) => {
    expect(explainReason(text)).toMatchObject(
      about === null && cause === 'name_exists' ? { cause } : { cause, about },
    );
  });

  test('every cause has a case', () => {
    const told = new Set(cases.map(([, cause]) => cause));
    expect([...usualCauses, ...rarerCauses].filter((cause) => !told.has(cause))).toEqual([]);
  });

  test('a title says what the reason names', () => {
    expect(causeTitle('not_allowed', 'iam:CreateRole')).toBe('Your AWS user may not call iam:CreateRole.');
    expect(causeTitle('not_allowed', null)).toBe('Your AWS user may not do it.');
    expect(causeTitle('box_not_ticked', 'x')).toBe('The box about IAM resources was not ticked.');
  });
});

describe('a text from outside', () => {
  test('is one line without what hides or turns text, and bounded', () => {
    expect(cleanReason(' a\u0000b\n\tc\u202Ed\u200Be ')).toBe('a b c d e');
    expect(cleanReason('<b>already</b>')).toBe('<b>already</b>');
    const long = cleanReason('x'.repeat(5_000_000));
    expect(long).toHaveLength(REASON_CHARACTERS);
    expect(long.endsWith('…')).toBe(true);
    expect(cleanReason('🙂'.repeat(5_000)).isWellFormed()).toBe(true);
  });

  test('of any length is judged at once', () => {
    const started = performance.now();
    explainReason('not authorized to perform: a'.repeat(100_000));
    explainReason(`${' values of '.repeat(100_000)}`);
    expect(performance.now() - started).toBeLessThan(200);
  });
});

describe('the causes', () => {
  const place = {
    purpose: 'reports',
    account: '111122223333',
    stackName: 'tributary-reports-a1',
    stackId: null,
  } as const;

  test('come in the order in which they are looked at, each with how to see it, what to do, and a link', () => {
    const views = usualCauseViews(place);
    expect(views.map(({ cause }) => cause)).toEqual(usualCauses);
    for (const { see, todo, link } of views) {
      expect(see).toMatch(/\.$/);
      expect(todo).toMatch(/\.$/);
      expect(link.href).toMatch(/^https:\/\/us-east-1\.console\.aws\.amazon\.com\//);
    }
  });

  test('point at the events of the stack once its ID is known, at the list with its name before', () => {
    const stackId = 'arn:aws:cloudformation:us-east-1:111122223333:stack/tributary-reports-a1/1';
    expect(causeView('name_exists', { place }).link.href).toContain('filteringText=tributary-reports-a1');
    expect(causeView('name_exists', { place: { ...place, stackId } }).link.href).toContain(
      encodeURIComponent(stackId),
    );
  });

  test('name the account that is expected, and speak of service control policies where they can bind', () => {
    expect(causeView('wrong_account', { place }).todo).toContain('1111-2222-3333');
    expect(causeView('boundary_or_scp', { place }).see).toContain('binds the AWS management account');
    const insights = { ...place, purpose: 'insights' } as const;
    expect(causeView('boundary_or_scp', { place: insights }).see).not.toContain('management account');
  });
});

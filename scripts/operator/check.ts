import { AwsTrouble } from '@/lib/aws-trouble';
import { troubleOf } from '@/server/aws/errors';
import type { AwsPlace } from '@/server/aws/place';
import { fetchPublished } from '@/server/aws/published';
import { lookIntoQueue } from '@/server/aws/queue';
import { assumeRole, ownIdentity } from '@/server/aws/sts';
import { templatePlace } from '@/server/aws/templates/place';
import { publishedTemplate, templateKinds } from '@/server/aws/templates/publish';
import { isPrincipal } from '@/server/domain/own-access/judge';
import type { Env } from '@/server/env';

export interface OperatorCheck {
  fine: boolean;
  what: string;
  /** What to do about it, or what it means. */
  todo?: string;
}

type Asked = Pick<
  Env,
  | 'AWS_ENDPOINT_URL'
  | 'OPERATOR_PRINCIPAL_ARN'
  | 'OPERATOR_CANARY_ROLE_ARN'
  | 'TEMPLATE_BASE_URL'
  | 'DOORBELL_TOPIC_ARN'
  | 'DOORBELL_QUEUE_URL'
>;

/** Asks AWS whether what the environment says holds; changes nothing. What is not set is fine, and said. */
export async function checkOperator(env: Asked, by: Pick<AwsPlace, 'own'>): Promise<OperatorCheck[]> {
  const place: AwsPlace = { endpoint: env.AWS_ENDPOINT_URL ?? null, own: by.own };
  const caller = await tried(() => ownIdentity(place));
  return [
    checkIdentity(caller),
    ...(typeof caller === 'string' ? [checkPrincipal(caller, env.OPERATOR_PRINCIPAL_ARN)] : []),
    ...(await checkCanary(env, place)),
    ...(await checkTemplates(env)),
    await checkDoorbell(env, place),
  ];
}

function checkIdentity(caller: string | AwsTrouble): OperatorCheck {
  if (typeof caller === 'string') return { fine: true, what: `AWS knows Tributary as ${caller}` };
  return {
    fine: false,
    what: `AWS does not say who Tributary is: ${caller.awsName}`,
    todo: 'Give it credentials: the role of the EC2 instance or ECS task, AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  };
}

function checkPrincipal(caller: string, principal: string | undefined): OperatorCheck {
  const account = caller.split(':')[4];
  if (principal === undefined) {
    return {
      fine: true,
      what: `OPERATOR_PRINCIPAL_ARN is not set: IAM roles of customers trust arn:aws:iam::${account}:root`,
      todo: 'Set it, so that Tributary never has to ask AWS for it and a mistaken account is noticed.',
    };
  }
  if (isPrincipal(caller, principal))
    return { fine: true, what: `OPERATOR_PRINCIPAL_ARN fits: ${principal}` };
  return {
    fine: false,
    what: `OPERATOR_PRINCIPAL_ARN is ${principal}, which Tributary is not`,
    todo: `The IAM roles of customers would refuse it. Run Tributary as that principal, or, before the first customer connects, set arn:aws:iam::${account}:root.`,
  };
}

async function checkCanary(env: Asked, place: AwsPlace): Promise<OperatorCheck[]> {
  const arn = env.OPERATOR_CANARY_ROLE_ARN;
  if (arn === undefined) return [];
  const [, accountId = '', roleName = ''] = /^arn:aws:iam::(\d+):role\/(.+)$/.exec(arn) ?? [];
  const call = { accountId, roleName, externalId: null, purpose: { for: 'entry' as const } };
  const trouble = await tried(() => assumeRole(place, call));
  if (!(trouble instanceof AwsTrouble)) return [{ fine: true, what: `Tributary may assume ${arn}` }];
  return [
    {
      fine: false,
      what: `Tributary may not assume ${arn}: ${trouble.awsName}`,
      todo: 'Allow it sts:AssumeRole as setup-template does, and check service control policies and permissions boundaries of its account: what keeps it out here keeps it out at every customer.',
    },
  ];
}

async function checkTemplates(env: Asked): Promise<OperatorCheck[]> {
  const base = env.TEMPLATE_BASE_URL?.replace(/\/$/, '');
  if (base === undefined) {
    return [{ fine: true, what: 'TEMPLATE_BASE_URL is not set: customers download the template' }];
  }
  if (templatePlace(base, env.AWS_ENDPOINT_URL ?? null) === null) {
    return [
      {
        fine: false,
        what: `TEMPLATE_BASE_URL is no address of an S3 bucket: ${base}`,
        todo: 'CloudFormation reads templates from S3 alone, as in https://BUCKET.s3.REGION.amazonaws.com.',
      },
    ];
  }
  return Promise.all(templateKinds.map((kind) => checkTemplate(base, publishedTemplate(kind))));
}

async function checkTemplate(base: string, file: { fileName: string; text: string }): Promise<OperatorCheck> {
  const url = `${base}/${file.fileName}`;
  const found = await tried(() => fetchPublished(url));
  if (found === file.text) return { fine: true, what: `${url} is the template of this version` };
  const todo =
    'Run npm run operator -- publish-templates with this version. Until then no link is given out.';
  if (found === null) return { fine: false, what: `${url} is not there, or not for everybody`, todo };
  if (typeof found === 'string')
    return {
      fine: false,
      what: `${url} differs from the template of this version`,
      todo: 'Somebody has overwritten it. Find out who (versions of the object in S3, CloudTrail), delete it, and publish again.',
    };
  return {
    fine: false,
    what: `${url} cannot be read: ${found.awsName}`,
    todo: 'Tributary must reach S3 over https. Check the proxy, the firewall and the name server.',
  };
}

async function checkDoorbell(env: Asked, place: AwsPlace): Promise<OperatorCheck> {
  const url = env.DOORBELL_QUEUE_URL;
  if (url === undefined) {
    return { fine: true, what: 'DOORBELL_QUEUE_URL is not set: stacks are found by looking alone' };
  }
  const trouble = await tried(() => lookIntoQueue(place, url));
  if (!(trouble instanceof AwsTrouble)) return { fine: true, what: `${url} can be read` };
  const isGone = /NonExistentQueue|QueueDoesNotExist/.test(trouble.awsName);
  return {
    fine: false,
    what: `${url} cannot be read: ${trouble.awsName}`,
    todo: isGone
      ? 'There is no such queue. Take DOORBELL_QUEUE_URL from the outputs of your stack.'
      : 'Let Tributary do sqs:ReceiveMessage, sqs:DeleteMessage and sqs:ChangeMessageVisibility on the queue, as setup-template does. Until then stacks wait 5 minutes for an answer and fail: unset both DOORBELL variables if it takes longer.',
  };
}

async function tried<T>(ask: () => Promise<T>): Promise<T | AwsTrouble> {
  try {
    return await ask();
  } catch (error) {
    return troubleOf(error);
  }
}

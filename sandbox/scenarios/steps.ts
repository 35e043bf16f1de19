import { deleteStack, updateStack } from '@/sandbox/cloudformation/engine';
import { parseTemplate } from '@/sandbox/cloudformation/template';
import { AwsFault } from '@/sandbox/fault';
import { attachPolicy, changePolicy, changeTrust, detachPolicy, setBoundary } from '@/sandbox/iam/drift';
import { statementsOf } from '@/sandbox/iam/policy';
import { deliver } from '@/sandbox/reports';
import type { Account, Principal, Role, Stack } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

type Step = {
  /** The verb on the button. */
  label: string;
  run(world: World, account: Account): void | Promise<void>;
};

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** What can happen later in an account, as AWS or its people would do it. Throws AwsFault where AWS refuses or nothing is there yet. */
export const STEPS = {
  deliver: {
    label: 'Deliver the report now',
    run: (world, account) => deliver(world, { accountId: account.id }),
  },
  'end-throttling': {
    label: 'End the throttling',
    run: (world, account) => {
      account.knobs.throttledServices = [];
      world.changed();
    },
  },
  'delete-role': {
    label: 'Delete the IAM role now',
    run: (world, account) => world.deleteRole(account.id, stackRole(account).name),
  },
  'attach-administrator': {
    label: 'Attach AdministratorAccess to the IAM role',
    run: (world, account) => attachPolicy(world, { role: stackRole(account), policyArn: ADMINISTRATOR }),
  },
  'detach-administrator': {
    label: 'Detach AdministratorAccess again',
    run: (world, account) => detachPolicy(world, { role: stackRole(account), policyArn: ADMINISTRATOR }),
  },
  'open-trust': {
    label: 'Take the external ID out of the trust',
    run: (world, account) => {
      const role = stackRole(account);
      const Statement = statementsOf(role.trust).map(({ Condition: _, ...rest }) => rest);
      changeTrust(world, { role, trust: { ...role.trust, Statement } });
    },
  },
  'narrow-policy': {
    label: "Take reading objects out of the IAM role's policy",
    run: (world, account) => {
      const policy = stackRole(account).attachedPolicyArns.map((arn) => account.policies[arn])[0];
      const document = policy?.versions.find(
        ({ versionId }) => versionId === policy.defaultVersionId,
      )?.document;
      if (!policy || !document) throw nothing('The IAM role has no policy of its own.');
      const kept = statementsOf(document).filter(
        ({ Action }) => !JSON.stringify(Action).includes('s3:GetObject'),
      );
      changePolicy(world, { policy, document: { ...document, Statement: kept } });
    },
  },
  'bind-role': {
    label: 'Set a permissions boundary on the IAM role that leaves out S3',
    run: (world, account) => {
      const document = { Statement: { Effect: 'Allow' as const, NotAction: 's3:*', Resource: '*' } };
      const { arn } = world.createPolicy(account.id, { name: 'no-s3', document });
      setBoundary(world, { of: stackRole(account), policyArn: arn });
    },
  },
  'update-stack': {
    label: 'Update the stack now',
    run: async (world, account) => {
      const stack = youngestStack(account);
      const template = parseTemplate(stack.templateBody);
      for (const { Type, Properties } of Object.values(template.Resources)) {
        if (Type === 'AWS::IAM::Role') Properties.Description = `Updated ${world.nowIso()}`;
      }
      const { capabilities } = stack;
      const templateBody = JSON.stringify(template);
      await updateStack(world, {
        stack,
        principal: admin(world, account),
        templateBody,
        parameters: {},
        capabilities,
      });
    },
  },
  'delete-stack': {
    label: 'Delete the stack now',
    run: (world, account) =>
      deleteStack(world, { stack: youngestStack(account), principal: admin(world, account) }),
  },
  'lift-boundary': {
    label: 'Lift the boundary',
    run: (world, account) => {
      for (const user of Object.values(account.users)) setBoundary(world, { of: user, policyArn: null });
    },
  },
  'lift-organization-policies': {
    label: "Detach the organization's policies",
    run: (world, account) => {
      account.knobs.serviceControlPolicies = [];
      account.knobs.resourceControlPolicies = [];
      world.changed();
    },
  },
} satisfies Record<string, Step>;

export type StepId = keyof typeof STEPS;

export function isStep(id: string): id is StepId {
  return Object.hasOwn(STEPS, id);
}

/** The IAM role that the youngest stack made. */
function stackRole(account: Account): Role {
  const role = Object.values(account.roles).findLast(({ stackId }) => stackId !== null);
  if (!role) throw nothing('No stack has made an IAM role in this account. Create the stack first.');
  return role;
}

function youngestStack(account: Account): Stack {
  const stack = account.stacks.findLast(({ deletedAt }) => deletedAt === null);
  if (!stack) throw nothing('There is no stack in this account. Create the stack first.');
  return stack;
}

function admin(world: World, account: Account): Principal {
  const principal = world.userPrincipal(account.id, 'admin');
  if (!principal) throw new Error(`Account ${account.id} has no admin.`);
  return principal;
}

function nothing(message: string): AwsFault {
  return new AwsFault('ValidationError', { status: 400, message });
}

import { z } from 'zod';
import {
  generatedName,
  type Made,
  type ResourceHandler,
  readProperties,
  requirePermission,
  serviceFault,
  Text,
  type Work,
} from '@/sandbox/cloudformation/resources/handler';
import type { Json } from '@/sandbox/state';

const Properties = z.strictObject({
  InstanceProfileName: z
    .string()
    .regex(/^[\w+=,.@-]{1,128}$/)
    .optional(),
  Roles: z.array(Text).length(1),
});

/** AWS::IAM::InstanceProfile. The sandbox runs no instances, so a profile is only checked and named. */
export const instanceProfile: ResourceHandler = {
  create,
  update: (_, { physicalId, properties, old }) =>
    JSON.stringify(properties) === JSON.stringify(old) ? { physicalId, attributes: {} } : null,
  delete: (work, name) => {
    const resource = arnOf(work, name);
    for (const action of ['iam:RemoveRoleFromInstanceProfile', 'iam:DeleteInstanceProfile'])
      requirePermission(work, { action, resource });
  },
  named: 'InstanceProfileName',
};

function create(work: Work, input: Json): Made {
  const { InstanceProfileName, Roles } = readProperties(Properties, input);
  const name = InstanceProfileName ?? generatedName(work, 128);
  const arn = arnOf(work, name);
  for (const action of ['iam:CreateInstanceProfile', 'iam:AddRoleToInstanceProfile'])
    requirePermission(work, { action, resource: arn });
  const role = work.world.account(work.accountId)?.roles[Roles[0] ?? ''];
  if (!role) {
    throw serviceFault(work, {
      message: `The role with name ${Roles[0]} cannot be found.`,
      status: 404,
      code: 'NotFound',
    });
  }
  requirePermission(work, {
    action: 'iam:PassRole',
    resource: role.arn,
    context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
  });
  return { physicalId: name, attributes: { Arn: arn } };
}

function arnOf(work: Work, name: string): string {
  return `arn:aws:iam::${work.accountId}:instance-profile/${name}`;
}

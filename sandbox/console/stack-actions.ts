import { createStack, deleteStack, updateStack } from '@/sandbox/cloudformation/engine';
import { parseTemplate } from '@/sandbox/cloudformation/template';
import { FormRefused, textOf } from '@/sandbox/console/form-input';
import { type Fields, messageOf, mustIdentity, type Outcome } from '@/sandbox/console/outcome';
import type { Scene } from '@/sandbox/console/page';
import { stackPlace } from '@/sandbox/console/place';
import { stackPage } from '@/sandbox/console/stack-pages';
import { type Draft, stackReviewPage, uploadPage } from '@/sandbox/console/stack-review-page';
import { updateReviewPage, updateTemplatePage } from '@/sandbox/console/stack-update-page';
import type { Stack } from '@/sandbox/state';

/** The forms of the CloudFormation pages by their address under /_console/. */
export const STACK_ACTIONS = {
  'stacks/create': create,
  'stacks/delete': remove,
  'stacks/template': reviewUploaded,
  'stacks/update': update,
  'stacks/update-template': reviewUpdate,
} satisfies Record<string, (scene: Scene, fields: Fields) => Outcome | Promise<Outcome>>;

async function create(scene: Scene, fields: Fields): Promise<Outcome> {
  const identity = mustIdentity(scene);
  const draft = readDraft(fields);
  try {
    const stack = await createStack(scene.world, {
      principal: identity.principal,
      accountId: identity.account.id,
      region: draft.region,
      stackName: draft.stackName,
      ...(draft.templateBody === ''
        ? { templateUrl: draft.templateUrl }
        : { templateBody: draft.templateBody }),
      parameters: draft.parameters,
      capabilities: [fields.get('capability') ?? ''].filter((one) => one !== ''),
    });
    return { to: stackPlace(stack) };
  } catch (error) {
    return { view: await stackReviewPage(scene, { draft, refused: messageOf(error) }), status: 400 };
  }
}

/** On "Update stack": which template it is to have; its parameters and the box come next. */
async function reviewUpdate(scene: Scene, fields: Fields): Promise<Outcome> {
  const stackId = fields.get('stackId') ?? '';
  const replaces = fields.get('template') === 'replace';
  const typed = textOf(fields, 'file') || textOf(fields, 'templateBody');
  const templateUrl = typed === '' ? (fields.get('templateUrl') ?? '').trim() : '';
  const chosen = replaces ? { templateUrl, templateBody: typed } : { templateUrl: '', templateBody: '' };
  if (replaces && templateUrl === '' && typed === '') {
    const refused = 'Either Template URL or Template Body must be specified.';
    return { view: updateTemplatePage(scene, { stackId, refused }), status: 400 };
  }
  const draft = { stackId, ...chosen, parameters: {} };
  return { view: await updateReviewPage(scene, { draft }), status: 200 };
}

async function update(scene: Scene, fields: Fields): Promise<Outcome> {
  const identity = mustIdentity(scene);
  const stack = ownStack(scene, fields);
  const draft = { ...readDraft(fields), stackId: stack.id };
  const hidden = stack.parameters.filter(({ noEcho }) => noEcho).map(({ key }) => key);
  const given = Object.entries(draft.parameters).filter(
    ([key, value]) => value !== '' || !hidden.includes(key),
  );
  try {
    await updateStack(scene.world, {
      stack,
      principal: identity.principal,
      ...(draft.templateBody !== '' && { templateBody: draft.templateBody }),
      ...(draft.templateUrl !== '' && { templateUrl: draft.templateUrl }),
      parameters: Object.fromEntries(given),
      capabilities: [fields.get('capability') ?? ''].filter((one) => one !== ''),
    });
    return { to: stackPlace(stack) };
  } catch (error) {
    return { view: await updateReviewPage(scene, { draft, refused: messageOf(error) }), status: 400 };
  }
}

/** A downloaded template: its text may come as a file or be pasted. */
async function reviewUploaded(scene: Scene, fields: Fields): Promise<Outcome> {
  const templateBody = textOf(fields, 'file') || textOf(fields, 'templateBody');
  try {
    parseTemplate(templateBody);
  } catch (error) {
    return { view: uploadPage(scene, messageOf(error)), status: 400 };
  }
  const draft: Draft = { region: 'us-east-1', stackName: '', templateUrl: '', templateBody, parameters: {} };
  return { view: await stackReviewPage(scene, { draft }), status: 200 };
}

function remove(scene: Scene, fields: Fields): Outcome {
  const identity = mustIdentity(scene);
  const stack = ownStack(scene, fields);
  try {
    deleteStack(scene.world, { stack, principal: identity.principal });
    return { to: stackPlace(stack) };
  } catch (error) {
    return { view: stackPage(scene, { stackId: stack.id, refused: messageOf(error) }), status: 400 };
  }
}

/** The stack that a form names, in the account of who is signed in; another account's is not there. */
function ownStack(scene: Scene, fields: Fields): Stack {
  const stack = scene.world.stackById(fields.get('stackId') ?? '');
  if (!stack || stack.accountId !== mustIdentity(scene).account.id)
    throw new FormRefused(404, 'There is no such stack.');
  return stack;
}

function readDraft(fields: Fields): Draft {
  const parameters = [...fields].filter(([name]) => name.startsWith('param_'));
  return {
    region: fields.get('region') ?? 'us-east-1',
    stackName: fields.get('stackName') ?? '',
    templateUrl: fields.get('templateUrl') ?? '',
    templateBody: textOf(fields, 'templateBody'),
    parameters: Object.fromEntries(parameters.map(([name, value]) => [name.slice('param_'.length), value])),
  };
}

import { ensureAccount } from '@/sandbox/accounts';
import { createStack, deleteStack } from '@/sandbox/cloudformation/engine';
import { parseTemplate } from '@/sandbox/cloudformation/template';
import { exportFormPage } from '@/sandbox/console/export-form';
import { exportsPage } from '@/sandbox/console/export-pages';
import { FormRefused, textOf } from '@/sandbox/console/form-input';
import { type Identity, identityCookie } from '@/sandbox/console/identity';
import type { Scene, View } from '@/sandbox/console/page';
import { PLACES, placeOf, stackPlace } from '@/sandbox/console/place';
import { deleteReport, saveReport, typedReport } from '@/sandbox/console/report-actions';
import { stackPage } from '@/sandbox/console/stack-pages';
import { type Draft, stackReviewPage, uploadPage } from '@/sandbox/console/stack-review-page';
import { AwsFault } from '@/sandbox/fault';
import { deliver, setDeliveryStatus } from '@/sandbox/reports';

/** What a form leads to: another address, or the page again with what AWS said. */
export type Outcome = { to: string; cookie?: string } | { view: View; status: number };

type Fields = Map<string, string>;

/** Every form of the console by its address under /_console/. */
export const ACTIONS: Record<string, (scene: Scene, fields: Fields) => Outcome | Promise<Outcome>> = {
  'sign-in': signIn,
  'stacks/create': create,
  'stacks/delete': remove,
  'stacks/template': reviewUploaded,
  preferences: (scene, fields) => {
    mustIdentity(scene).account.splitCostPreference = fields.has('split');
    scene.world.changed();
    return { to: PLACES.preferences };
  },
  'reports/save': save,
  'reports/delete': (scene, fields) =>
    onReport(scene, () =>
      deleteReport(scene.world, { identity: mustIdentity(scene), name: fields.get('name') ?? '' }),
    ),
  'reports/deliver': (scene, fields) =>
    onReport(scene, () =>
      deliver(scene.world, { accountId: mustIdentity(scene).account.id, reportName: fields.get('name') }),
    ),
  'reports/fail': (scene, fields) =>
    onReport(scene, () =>
      setDeliveryStatus(scene.world, {
        accountId: mustIdentity(scene).account.id,
        reportName: fields.get('name'),
        status: 'ERROR_PERMISSIONS',
      }),
    ),
};

/** Becomes a person of an account; an account that does not exist yet is made. Spaces and dashes in the ID are forgiven. */
function signIn({ world }: Scene, fields: Fields): Outcome {
  const accountId = (fields.get('accountId') ?? '').replace(/[\s-]/g, '');
  if (!/^\d{12}$/.test(accountId)) throw new FormRefused(400, 'An account ID has 12 digits.');
  const account = ensureAccount(world, accountId);
  const userName = fields.get('userName') ?? 'admin';
  if (!Object.hasOwn(account.users, userName))
    throw new FormRefused(400, `Account ${accountId} has no user ${userName}.`);
  return { to: placeOf(fields.get('back') ?? PLACES.stacks).at, cookie: identityCookie(accountId, userName) };
}

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
  const stackId = fields.get('stackId') ?? '';
  const identity = mustIdentity(scene);
  const stack = scene.world.stackById(stackId);
  if (!stack || stack.accountId !== identity.account.id)
    throw new FormRefused(404, 'There is no such stack.');
  try {
    deleteStack(scene.world, { stack, principal: identity.principal });
    return { to: stackPlace(stack) };
  } catch (error) {
    return { view: stackPage(scene, { stackId, refused: messageOf(error) }), status: 400 };
  }
}

function save(scene: Scene, fields: Fields): Outcome {
  const identity = mustIdentity(scene);
  const editing = fields.get('editing');
  const typed = typedReport(fields, { account: identity.account, editing });
  try {
    saveReport(scene.world, { identity, editing, typed });
    return { to: PLACES.exports };
  } catch (error) {
    return { view: exportFormPage(scene, { editing, typed, refused: messageOf(error) }), status: 400 };
  }
}

function onReport(scene: Scene, run: () => void): Outcome {
  try {
    run();
    return { to: PLACES.exports };
  } catch (error) {
    return { view: exportsPage(scene, messageOf(error)), status: 400 };
  }
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

function mustIdentity({ identity }: Scene): Identity {
  if (!identity) throw new FormRefused(401, 'Sign in to an account first.');
  return identity;
}

/** What AWS says; anything else is a mistake of the sandbox and goes on. */
function messageOf(error: unknown): string {
  if (error instanceof AwsFault) return error.message;
  throw error;
}

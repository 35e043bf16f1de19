import { ensureAccount } from '@/sandbox/accounts';
import { exportFormPage } from '@/sandbox/console/export-form';
import { exportsPage } from '@/sandbox/console/export-pages';
import { FormRefused } from '@/sandbox/console/form-input';
import { homePage } from '@/sandbox/console/home-page';
import { identityCookie } from '@/sandbox/console/identity';
import { type Fields, messageOf, mustIdentity, type Outcome } from '@/sandbox/console/outcome';
import type { Scene } from '@/sandbox/console/page';
import { PLACES, placeOf } from '@/sandbox/console/place';
import { deleteReport, saveReport, typedReport } from '@/sandbox/console/report-actions';
import { ROLE_ACTIONS } from '@/sandbox/console/role-actions';
import { STACK_ACTIONS } from '@/sandbox/console/stack-actions';
import { deliver, setDeliveryStatus } from '@/sandbox/reports';
import { isStep, STEPS } from '@/sandbox/scenarios/steps';

/** Every form of the console by its address under /_console/. */
export const ACTIONS: Record<string, (scene: Scene, fields: Fields) => Outcome | Promise<Outcome>> = {
  'sign-in': signIn,
  play,
  ...STACK_ACTIONS,
  ...ROLE_ACTIONS,
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

/** Anybody may play what comes later: it is AWS or somebody of the account who does it. */
async function play(scene: Scene, fields: Fields): Promise<Outcome> {
  const account = scene.world.account(fields.get('accountId') ?? '');
  const step = fields.get('step') ?? '';
  if (!account || !isStep(step)) throw new FormRefused(404, 'There is no such step.');
  try {
    await STEPS[step].run(scene.world, account);
    return { to: `/?account=${account.id}&played=${step}#a${account.id}` };
  } catch (error) {
    return {
      view: homePage(scene, { search: account.id, back: null, refused: messageOf(error) }),
      status: 400,
    };
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

/** Fills an empty database with the demo's world, by the same functions that the app calls. */
import { z } from 'zod';
import { AccountForm, ReportForm } from '@/lib/connections';
import { NewContract } from '@/lib/contracts';
import { FirstAdmin, NewTenant } from '@/lib/customers';
import type { SystemActor, UserActor } from '@/server/auth/actor';
import { scopeOfInstallation } from '@/server/auth/scope';
import { actorOfSession } from '@/server/auth/session';
import type { Ctx, PublicCtx } from '@/server/context';
import { getDatabase } from '@/server/db/client';
import { migrateToLatest } from '@/server/db/migrate';
import { serverDeps } from '@/server/deps';
import { setAccount } from '@/server/domain/connections/account';
import { completeConnection } from '@/server/domain/connections/complete';
import { getConnection } from '@/server/domain/connections/get';
import { openStack } from '@/server/domain/connections/open-stack';
import { checkNow } from '@/server/domain/connections/poll-stack';
import { setReport } from '@/server/domain/connections/report';
import { reviewConnection } from '@/server/domain/connections/review';
import { startConnection } from '@/server/domain/connections/start';
import { templateDownload } from '@/server/domain/connections/template';
import { createContract } from '@/server/domain/contracts/create';
import { addDistributor, NewDistributor } from '@/server/domain/installation/add-distributor';
import { confirmReport } from '@/server/domain/reports/confirm';
import { validateReports } from '@/server/domain/reports/validate';
import { addTenant } from '@/server/domain/tenants/add';
import { inviteFirstAdmin } from '@/server/domain/tenants/invite-first-admin';
import { activate } from '@/server/domain/users/activate';
import { copyLink } from '@/server/domain/users/copy-link';
import { listUsers } from '@/server/domain/users/list';
import { env } from '@/server/env';
import { startDoorbell } from '@/server/jobs/doorbell';
import { handlers } from '@/server/jobs/handlers';
import { getJobs } from '@/server/jobs/open';
import { startWorker } from '@/server/jobs/worker';
import { customersOfDemo, peopleOfDemo } from './world';

type Person = { email: string; first: string; last: string };
type UserCtx = Ctx<UserActor>;
type DemoCustomer = (typeof customersOfDemo)[number];

const [dana, rui, cleo] = peopleOfDemo;
const { password } = dana;

async function main(): Promise<void> {
  await migrateToLatest(getDatabase());
  const deps = serverDeps();
  const system = { kind: 'system', name: 'Tributary', scope: scopeOfInstallation() } as const;
  const ear = await answering({ ...deps, actor: system });
  const publicCtx: PublicCtx = { ...deps, actor: system, address: 'demo' };
  const { link } = await addDistributor(
    { ...deps, actor: system },
    NewDistributor.parse({
      name: 'Northstar Distribution',
      domain: 'northstar.example',
      timeZone: 'Europe/Oslo',
      ...person(dana),
    }),
  );
  const distributor = await signedIn(publicCtx, link);
  await contract(distributor, { tenantId: distributor.actor.tenantId, name: 'Distribution 2026' });
  const resellers = {
    harbour: await reseller(
      { distributor, publicCtx },
      { name: 'Harbour Resale', domain: 'harbour.example', admin: rui },
    ),
    coastline: await reseller(
      { distributor, publicCtx },
      { name: 'Coastline', domain: 'coastline.example', admin: cleo },
    ),
  };
  for (const customer of customersOfDemo) {
    await endCustomer({ reseller: resellers[customer.reseller], publicCtx }, customer);
  }
  await ear.stop();
  await deps.db.close();
}

/** CloudFormation waits for our answers, and the app does not run yet. Everything else is left for it. */
async function answering(system: Ctx<SystemActor>): Promise<{ stop(): Promise<void> }> {
  const ctx = () => system;
  const answers = { 'doorbell.answer': handlers['doorbell.answer'] };
  const worker = await startWorker({ queue: getJobs(), ctx }, answers);
  const ear = startDoorbell(ctx);
  return {
    async stop() {
      await ear.stop();
      await worker.stop();
    },
  };
}

function person({ email, first, last }: Person) {
  return { email, firstName: first, lastName: last };
}

/** Activates the account behind a link and acts as its person. */
async function signedIn(publicCtx: PublicCtx, link: string): Promise<UserCtx> {
  const token = new URL(link).searchParams.get('token') ?? '';
  const { sessionId } = await activate(publicCtx, { token, password });
  const actor = await actorOfSession(publicCtx, sessionId);
  if (!actor) throw new Error('The demo could not sign in the person that it has just activated.');
  return { ...publicCtx, actor };
}

/** Adds a tenant and invites its first Admin; gives the membership whose link can be copied. */
async function added(
  ctx: UserCtx,
  made: { kind: 'reseller' | 'customer'; name: string; domain: string; admin: Person },
) {
  const { kind, name, domain } = made;
  const tenant = await addTenant(ctx, NewTenant.parse({ kind, parentId: ctx.actor.tenantId, name, domain }));
  await inviteFirstAdmin(
    ctx,
    FirstAdmin.parse({
      tenantId: tenant.id,
      ...person(made.admin),
      jobFunction: 'Management',
      ...(kind === 'reseller' ? { belowRole: 'admin' } : {}),
    }),
  );
  const { users } = await listUsers(ctx, { tenantId: tenant.id });
  const membershipId = users[0]?.membershipId;
  if (!membershipId) throw new Error(`${name} has no invited Admin.`);
  return { tenantId: tenant.id, membershipId };
}

async function reseller(
  by: { distributor: UserCtx; publicCtx: PublicCtx },
  made: { name: string; domain: string; admin: Person },
): Promise<UserCtx> {
  const { tenantId, membershipId } = await added(by.distributor, { kind: 'reseller', ...made });
  await contract(by.distributor, { tenantId, name: `${made.name} 2026` });
  return signedIn(by.publicCtx, (await copyLink(by.distributor, { membershipId })).link);
}

async function contract(ctx: UserCtx, about: { tenantId: string; name: string }): Promise<void> {
  await createContract(
    ctx,
    NewContract.parse({
      ...about,
      startDate: '2026-01-01',
      timeZone: 'Europe/Oslo',
      renewal: 'auto',
      entitlement: 'spp',
      intent: 'activate',
    }),
  );
}

async function endCustomer(
  by: { reseller: UserCtx; publicCtx: PublicCtx },
  customer: DemoCustomer,
): Promise<void> {
  const { tenantId, membershipId } = await added(by.reseller, { kind: 'customer', ...customer });
  if (customer.until !== 'activated')
    await contract(by.reseller, { tenantId, name: `${customer.name} 2026` });
  if (customer.until === 'contracted') return;
  const admin = await signedIn(by.publicCtx, (await copyLink(by.reseller, { membershipId })).link);
  if (customer.aws) await connected(admin, { ...customer.aws, until: customer.until });
}

async function connected(
  ctx: UserCtx,
  target: { accountId: string; bucket: string; until: DemoCustomer['until'] },
) {
  const { id: connectionId } = await startConnection(ctx, {});
  const version = async () => (await getConnection(ctx, { connectionId })).version;
  await reviewConnection(ctx, { connectionId, version: await version(), billingTransfer: 'no' });
  await setAccount(
    ctx,
    AccountForm.parse({ connectionId, version: await version(), accountId: target.accountId }),
  );
  await setReport(ctx, ReportForm.parse({ connectionId, version: await version(), bucket: target.bucket }));
  await openStack(ctx, { connectionId, version: await version() });
  await createStack(ctx, connectionId);
  const deadline = Date.now() + 120_000;
  while (!(await checkNow(ctx, { connectionId })).goTo.endsWith('/validate')) {
    if (Date.now() > deadline) throw new Error(`The stack of ${target.accountId} did not come about.`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  await validateReports(ctx, { connectionId });
  if (target.until !== 'complete') return;
  await confirmReport(ctx, { connectionId, version: await version() });
  await completeConnection(ctx, { connectionId, version: await version() });
}

const Template = z.object({ Parameters: z.record(z.string(), z.object({ Default: z.string() })) });

/** What the end customer does in the AWS console. */
async function createStack(ctx: UserCtx, connectionId: string): Promise<void> {
  const { fileName, body } = await templateDownload(ctx, { connectionId });
  const { Parameters } = Template.parse(JSON.parse(body));
  const answer = await fetch(`${env().AWS_ENDPOINT_URL}/_sandbox/create-stack`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      accountId: Parameters.ExpectedAccountId?.Default,
      userName: 'admin',
      stackName: fileName.replace('.json', ''),
      templateBody: body,
    }),
  });
  if (!answer.ok) throw new Error(`The sandbox refused the stack: ${await answer.text()}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});

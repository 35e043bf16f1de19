import { expect, look, test } from './support/journey';
import { distributor, signIn, signOut } from './support/people';

test.use({ expected: ['status of 404'] });

test('The distributor signs in and out; the set-up page does not exist any more', { tag: '@core' }, async ({
  open,
}) => {
  const page = await open();
  await page.goto('/customers');
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(page, distributor.email);
  await expect(page.getByRole('heading', { level: 1, name: 'Onboarding' })).toBeVisible();
  await look(page);
  await signOut(page, { person: 'Dana Holm', tenant: distributor.company });
  await page.goto('/');
  await expect(page).toHaveURL(/\/sign-in/);

  const setup = await page.goto('/setup');
  expect(setup?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1, name: 'Not found' })).toBeVisible();
  await look(page);
});

test('A wrong password says so, keeps the email and never the password', { tag: '@core' }, async ({
  open,
}) => {
  const page = await open();
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill('nobody@northstar.example');
  await page.getByLabel('Password', { exact: true }).fill('wrong-stone-orchard');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('Email')).toHaveValue('nobody@northstar.example');
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
  await look(page);
});

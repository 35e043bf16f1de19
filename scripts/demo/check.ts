import { peopleOfDemo } from './world';

/**
 * Walks once through the running demo as each tier: signs in by the form as a browser without JavaScript would, and reads Home.
 * Gives the number of steps that held; throws at the first that did not.
 */
export async function walkThrough(baseUrl: string): Promise<number> {
  let steps = 0;
  for (const person of peopleOfDemo) {
    const cookie = await signIn(baseUrl, person);
    steps += 1;
    const home = await fetch(`${baseUrl}/`, { headers: { cookie }, redirect: 'manual' });
    const page = await home.text();
    if (home.status !== 200 || !page.includes(person.first)) {
      throw new Error(`Home of ${person.email} answered ${home.status} without the name of its person.`);
    }
    steps += 1;
    console.log(`${person.tier}: signed in as ${person.email}, Home is there`);
  }
  return steps;
}

async function signIn(baseUrl: string, person: { email: string; password: string }): Promise<string> {
  const page = await (await fetch(`${baseUrl}/sign-in`)).text();
  const form = new FormData();
  for (const [, name = '', value = ''] of page.matchAll(
    /<input type="hidden" name="([^"]*)"(?: value="([^"]*)")?/g,
  )) {
    form.set(name, value.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
  }
  form.set('email', person.email);
  form.set('password', person.password);
  const answer = await fetch(`${baseUrl}/sign-in`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
    headers: { origin: baseUrl },
  });
  const cookie = answer.headers.getSetCookie().find((line) => line.includes('tributary.session='));
  if (!cookie) throw new Error(`Signing in as ${person.email} answered ${answer.status} without a session.`);
  return cookie.split(';')[0] ?? '';
}

import { person, profile, ref } from './access-table';
import type { Place } from './access-world';

const password = 'harbour-violet-kettle';
const token = { token: 'a token that nobody was ever given' };

/** For people who are not signed in, and what they answer here: a token that opens nothing, an installation that is set up. */
export const publicRows: Record<string, { input?: unknown; answer: string }> = {
  'installation.state': { answer: 'allowed' },
  'installation.setupOpen': { answer: 'NOT_FOUND' },
  'installation.setUp': {
    input: {
      setupLink: token.token,
      companyName: profile.name,
      domain: profile.domain,
      timeZone: profile.timeZone,
      firstName: person.firstName,
      lastName: person.lastName,
      email: person.email,
      password,
    },
    answer: 'NOT_FOUND',
  },
  'invitations.lookUp': { input: token, answer: 'allowed' },
  'invitations.activate': { input: { ...token, password }, answer: 'BAD_REQUEST' },
  'invitations.sendNewLink': { input: token, answer: 'allowed' },
  'passwords.forgot': { input: { email: person.email }, answer: 'allowed' },
  'passwords.lookUpReset': { input: token, answer: 'allowed' },
  'passwords.reset': { input: { ...token, password }, answer: 'BAD_REQUEST' },
  'sessions.signIn': { input: { email: person.email, password }, answer: 'BAD_REQUEST' },
};

/** All that answers whoever holds a hand-off link to the waiting connection of a place, and nobody else. */
export const handoffRows: Record<string, (at: Place) => unknown> = {
  'handoffs.view': () => undefined,
  'handoffs.poll': (at) => ref(at, 'waiting'),
  'handoffs.openStack': (at) => ref(at, 'waiting'),
  'handoffs.template': (at) => ref(at, 'waiting'),
  'handoffs.propose': (at) => ({ ...ref(at, 'waiting'), bucket: 'another-bucket' }),
};

import { conditionsHold, lowerCaseKeys, substitute } from '@/sandbox/iam/condition';
import { arnMatch, wildcardMatch } from '@/sandbox/iam/match';
import { asList, statementsOf } from '@/sandbox/iam/policy';
import type { PolicyDocument, PolicyStatement, Principal, RequestContext } from '@/sandbox/state';

export type Verdict = 'allow' | 'deny' | 'none';

/** What a policy says, and the statement that made it say so: its Sid, or "statement 2". */
export type Judgement = { verdict: Verdict; statement: string | null };

/** `resource` is null for a trust policy, which has none. */
export type Question = { action: string; resource: string | null; context: RequestContext };

/** What a policy without principals (of an identity, a session, an organization) says: a Deny anywhere wins. */
export function identityVerdict(document: PolicyDocument, question: Question): Judgement {
  return combine(statementsOf(document), (statement) => statementApplies(statement, question));
}

/** How closely a statement names who asks: the user or the session itself, the role behind the session, its account. */
export type Closeness = 'itself' | 'role' | 'account';

/** What a policy with principals (a trust, a bucket policy) says of one principal; `close` is that of the closest Allow. */
export function resourceVerdict(
  document: PolicyDocument,
  question: Question & { principal: Principal },
): Judgement & { close: Closeness | null } {
  let close: Closeness | null = null;
  const judgement = combine(statementsOf(document), (statement) => {
    const match = principalMatches(statement, question.principal);
    if (match === 'no' || !statementApplies(statement, question)) return false;
    if (statement.Effect === 'Allow' && close !== 'itself' && (match !== 'account' || close === null)) {
      close = match;
    }
    return true;
  });
  return { ...judgement, close };
}

/** What a bucket policy says of a service of AWS. A service has no policies of its own: only an Allow here lets it in. */
export function serviceVerdict(document: PolicyDocument, question: Question & { service: string }): Verdict {
  return combine(statementsOf(document), (statement) => {
    const { Principal } = statement;
    if (Principal === undefined || Principal === '*') return false;
    return asList(Principal.Service).includes(question.service) && statementApplies(statement, question);
  }).verdict;
}

function combine(statements: PolicyStatement[], applies: (statement: PolicyStatement) => boolean): Judgement {
  const hits = statements.filter(applies);
  const decisive = hits.find(({ Effect }) => Effect === 'Deny') ?? hits[0];
  if (!decisive) return { verdict: 'none', statement: null };
  const name = decisive.Sid ?? `statement ${statements.indexOf(decisive) + 1}`;
  return { verdict: decisive.Effect === 'Deny' ? 'deny' : 'allow', statement: name };
}

function statementApplies(statement: PolicyStatement, question: Question): boolean {
  return (
    actionApplies(statement, question.action) &&
    resourceApplies(statement, question) &&
    conditionsHold(statement.Condition, question.context)
  );
}

/** Actions are compared without regard to case. */
function actionApplies(statement: PolicyStatement, action: string): boolean {
  const hit = (patterns: string[]) =>
    patterns.some((pattern) => wildcardMatch(pattern.toLowerCase(), action.toLowerCase()));
  return statement.NotAction === undefined
    ? hit(asList(statement.Action))
    : !hit(asList(statement.NotAction));
}

function resourceApplies(statement: PolicyStatement, { resource, context }: Question): boolean {
  if (resource === null) return true;
  const values = lowerCaseKeys(context);
  const hit = (patterns: string[]) =>
    patterns.some((pattern) => pattern === '*' || arnMatch(substitute(pattern, values), resource));
  return statement.NotResource === undefined
    ? hit(asList(statement.Resource))
    : !hit(asList(statement.NotResource));
}

type PrincipalMatch = Closeness | 'no';

function principalMatches(statement: PolicyStatement, principal: Principal): PrincipalMatch {
  if (statement.NotPrincipal !== undefined) {
    return namedBy(statement.NotPrincipal, principal) === 'no' ? 'itself' : 'no';
  }
  return namedBy(statement.Principal, principal);
}

function namedBy(who: PolicyStatement['Principal'], principal: Principal): PrincipalMatch {
  if (who === undefined) return 'no';
  const names = who === '*' ? ['*'] : asList(who.AWS);
  if (names.includes('*')) return principal.kind === 'anonymous' ? 'itself' : 'account';
  if (principal.kind === 'anonymous') return 'no';
  if (names.includes(principal.arn)) return 'itself';
  if (principal.kind === 'assumed-role' && names.includes(principal.roleArn)) return 'role';
  const account = [principal.accountId, `arn:aws:iam::${principal.accountId}:root`];
  return names.some((name) => account.includes(name)) ? 'account' : 'no';
}

import { conditionsHold, lowerCaseKeys, substitute } from '@/sandbox/iam/condition';
import { arnMatch, wildcardMatch } from '@/sandbox/iam/match';
import { asList, statementsOf } from '@/sandbox/iam/policy';
import type { PolicyDocument, PolicyStatement, Principal, RequestContext } from '@/sandbox/state';

export type Verdict = 'allow' | 'deny' | 'none';

/** `resource` is null for a trust policy, which has none. */
export type Question = { action: string; resource: string | null; context: RequestContext };

/** What a set of identity or session policies says: a Deny anywhere wins. */
export function identityVerdict(documents: PolicyDocument[], question: Question): Verdict {
  return combine(documents.flatMap(statementsOf), (statement) => statementApplies(statement, question));
}

/** What a policy with principals (a trust, a bucket policy) says of one principal. `direct` = it names the principal itself, not its account. */
export function resourceVerdict(
  document: PolicyDocument,
  question: Question & { principal: Principal },
): { verdict: Verdict; direct: boolean } {
  let direct = false;
  const verdict = combine(statementsOf(document), (statement) => {
    const match = principalMatches(statement, question.principal);
    if (match === 'no' || !statementApplies(statement, question)) return false;
    if (statement.Effect === 'Allow' && match === 'itself') direct = true;
    return true;
  });
  return { verdict, direct };
}

/** What a bucket policy says of a service of AWS. A service has no policies of its own: only an Allow here lets it in. */
export function serviceVerdict(document: PolicyDocument, question: Question & { service: string }): Verdict {
  return combine(statementsOf(document), (statement) => {
    const { Principal } = statement;
    if (Principal === undefined || Principal === '*') return false;
    return asList(Principal.Service).includes(question.service) && statementApplies(statement, question);
  });
}

function combine(statements: PolicyStatement[], applies: (statement: PolicyStatement) => boolean): Verdict {
  const hits = statements.filter(applies);
  if (hits.some((statement) => statement.Effect === 'Deny')) return 'deny';
  return hits.length > 0 ? 'allow' : 'none';
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

type PrincipalMatch = 'itself' | 'account' | 'no';

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
  const own = principal.kind === 'user' ? [principal.arn] : [principal.arn, principal.roleArn];
  if (names.some((name) => own.includes(name))) return 'itself';
  const account = [principal.accountId, `arn:aws:iam::${principal.accountId}:root`];
  return names.some((name) => account.includes(name)) ? 'account' : 'no';
}

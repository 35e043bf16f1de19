import { z } from 'zod';
import { AwsFault } from '@/sandbox/fault';
import { isKnownOperator } from '@/sandbox/iam/condition';
import type { OneOrMany, PolicyDocument, PolicyStatement } from '@/sandbox/state';

/**
 * Reads a policy document as IAM would: an unknown element, a statement without an action or an unknown condition
 * operator is refused with MalformedPolicyDocument. `kind` says whether a Principal must or must not be there.
 */
export function parsePolicy(input: unknown, kind: 'identity' | 'trust' | 'resource'): PolicyDocument {
  // The reader below leaves such a key out, and with it a condition.
  if (holdsProto(input)) throw malformed('Syntax error in policy: __proto__ is no element.');
  const parsed = Document.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw malformed(`Syntax error in policy at ${issue?.path.join('.') || 'its root'}: ${issue?.message}`);
  }
  for (const statement of statementsOf(parsed.data)) checkStatement(statement, kind);
  return parsed.data;
}

/** The same, from JSON text. */
export function parsePolicyText(text: string, kind: 'identity' | 'trust' | 'resource'): PolicyDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('The policy is not in the valid JSON format.');
  }
  return parsePolicy(value, kind);
}

export function statementsOf(document: PolicyDocument): PolicyStatement[] {
  return asList(document.Statement);
}

export function asList<T>(value: OneOrMany<T> | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

const Text = z.string().min(1);
const OneOrManyText = z.union([Text, z.array(Text).min(1)]);
const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const Who = z.union([
  z.literal('*'),
  z.record(z.string().regex(/^(AWS|Service|Federated|CanonicalUser)$/), OneOrManyText),
]);

const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: Who.optional(),
  NotPrincipal: Who.optional(),
  Action: OneOrManyText.optional(),
  NotAction: OneOrManyText.optional(),
  Resource: OneOrManyText.optional(),
  NotResource: OneOrManyText.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.union([Scalar, z.array(Scalar)]))).optional(),
});

const Document = z.strictObject({
  Version: z.enum(['2012-10-17', '2008-10-17']).optional(),
  Id: z.string().optional(),
  Statement: z.union([Statement, z.array(Statement).min(1)]),
});

function checkStatement(statement: PolicyStatement, kind: 'identity' | 'trust' | 'resource'): void {
  if ((statement.Action === undefined) === (statement.NotAction === undefined)) {
    throw malformed('Policy statement must contain actions.');
  }
  const names = statement.Principal !== undefined || statement.NotPrincipal !== undefined;
  const resources = statement.Resource !== undefined || statement.NotResource !== undefined;
  if (kind === 'identity' && names) throw malformed('Policy document should not specify a principal.');
  if (kind !== 'identity' && !names) throw malformed('Missing required field Principal');
  if (kind === 'trust' && resources) throw malformed('Has prohibited field Resource');
  if (kind !== 'trust' && !resources) throw malformed('Policy statement must contain resources.');
  for (const operator of Object.keys(statement.Condition ?? {})) {
    if (!isKnownOperator(operator)) throw malformed(`Invalid Condition type : ${operator}.`);
  }
}

function holdsProto(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(holdsProto);
}

function malformed(message: string): AwsFault {
  return new AwsFault('MalformedPolicyDocument', { status: 400, message });
}

import { z } from 'zod';
import { type Filled, filledTemplate } from './fill';
import type { TemplateKind } from './publish';

/** A grant in one line: the action, a space, the resource. */
export type Grants = ReadonlySet<string>;

const Document = z.strictObject({
  Version: z.literal('2012-10-17'),
  Id: z.string().optional(),
  Statement: z.union([z.array(z.json()), z.json().transform((one) => [one])]),
});

const OneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const Allow = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal('Allow'),
  Action: OneOrMore,
  Resource: OneOrMore,
});

/** What a policy document allows; `others`: the statements that are no plain Allow of actions on resources, as AWS keeps them. */
export function grantsOf(document: unknown): { grants: Grants; others: string[] } {
  const parsed = Document.safeParse(document);
  if (!parsed.success) return { grants: new Set(), others: [JSON.stringify(document) ?? ''] };
  const grants = new Set<string>();
  const others: string[] = [];
  for (const statement of parsed.data.Statement) {
    const plain = Allow.safeParse(statement);
    if (!plain.success) others.push(JSON.stringify(statement));
    else
      for (const action of plain.data.Action)
        for (const on of plain.data.Resource) grants.add(`${action} ${on}`);
  }
  return { grants, others };
}

/** What the managed policy of our stack allows once CloudFormation has filled it in. */
export function expectedGrants(kind: TemplateKind, of: Filled): Grants {
  const { grants, others } = grantsOf(filledTemplate(kind, of).Policy?.Properties.PolicyDocument);
  if (others.length > 0) throw new Error(`The template ${kind} has a statement that cannot be compared`);
  return grants;
}

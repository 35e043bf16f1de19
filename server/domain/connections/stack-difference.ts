import { z } from 'zod';
import type { StackDifference } from '@/lib/stack-update';
import type { StackSighting } from '@/server/aws/port';
import { type TemplateKind, templates } from '@/server/aws/templates/publish';
import { templateVersion } from '@/server/aws/templates/version';

/** What a stack was made from, as far as AWS told. */
const StackGiven = z.object({
  version: z.string().nullable(),
  parameters: z.record(z.string(), z.string()),
});
export type StackGiven = z.infer<typeof StackGiven>;

/** What the stack of a connection is to be made from: the template of this build, and the values of now. */
export interface StackWanted {
  version: string;
  values: Readonly<Record<string, string>>;
  /** Of the same parameters: what one that an older template lacks amounts to. */
  defaults: Readonly<Record<string, string>>;
}

/**
 * Not compared. A stack without a doorbell is found by looking, and CloudFormation lets no update change the topic of hooks that stand;
 * the external ID is compared by the trust policy itself.
 */
const notCompared: readonly string[] = ['ExternalId', 'DoorbellTopicArn', 'ConnectionId'];

/** `values`: as the connection wants them; what is left out keeps its default. */
export function stackWanted(kind: TemplateKind, values: Readonly<Record<string, string>>): StackWanted {
  const { Parameters } = templates[kind];
  const compared = Object.entries(Parameters).filter(([name]) => !notCompared.includes(name));
  return {
    version: templateVersion(templates[kind]),
    values: Object.fromEntries(compared.map(([name, { Default = '' }]) => [name, values[name] ?? Default])),
    defaults: Object.fromEntries(compared.map(([name, { Default = '' }]) => [name, Default])),
  };
}

/**
 * What a sighting tells of what the stack was made from. Null while an update runs, since its values may be taken back, and when no
 * parameter is told: every stack of ours has some, so then nothing is known.
 */
export function stackGiven({
  status,
  parameters,
  templateVersion: version,
}: StackSighting): StackGiven | null {
  const isSettled = !status.endsWith('_IN_PROGRESS') || status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
  return isSettled && Object.keys(parameters).length > 0 ? { version, parameters: { ...parameters } } : null;
}

export function readStackGiven(json: string | null): StackGiven | null {
  return json === null ? null : StackGiven.parse(JSON.parse(json));
}

/** How a stack that stands differs from the one that would be created now. */
export function stackDifference(given: StackGiven, wanted: StackWanted): StackDifference {
  const template =
    given.version === null ? 'unversioned' : given.version === wanted.version ? 'same' : 'other';
  const parameters = Object.entries(wanted.values).flatMap(([name, value]) => {
    const seen = given.parameters[name] ?? wanted.defaults[name] ?? '';
    return seen === value ? [] : [{ name, seen, wanted: value }];
  });
  return { template, parameters };
}

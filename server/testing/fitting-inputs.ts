import { z } from 'zod';
import { rows } from './access-table';
import type { Place } from './access-world';
import { handoffRows, publicRows } from './public-table';

type Input = Record<string, unknown>;

/** Every procedure that takes something, with an input that fits. */
export function fittingInputs(at: Place): { procedure: string; input: Input }[] {
  const fromRows = rows.map(({ procedure, input }) => ({ procedure, input: input?.(at) }));
  const fromPublic = Object.entries(publicRows).map(([procedure, { input }]) => ({ procedure, input }));
  const handed = Object.entries(handoffRows).map(([procedure, input]) => ({ procedure, input: input(at) }));
  return [...fromRows, ...fromPublic, ...handed].flatMap(({ procedure, input }) => {
    const fields = z.record(z.string(), z.unknown()).safeParse(input);
    return fields.success ? [{ procedure, input: fields.data }] : [];
  });
}

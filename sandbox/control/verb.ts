import type { z } from 'zod';
import type { StackEngine } from '@/sandbox/engine-port';
import type { CallLog } from '@/sandbox/recorded-calls';
import type { World } from '@/sandbox/world';

/** What the control calls work on. */
export type Stand = { world: World; engine: StackEngine; log: CallLog };

/** A control call: it checks its input by the schema (ZodError) and then runs. */
export function verb<Schema extends z.ZodType, Output>(
  schema: Schema,
  run: (input: z.output<Schema>) => Output,
): (input: z.input<Schema>) => Output {
  return (input) => run(schema.parse(input));
}

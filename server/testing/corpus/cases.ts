import type { CorpusCase } from './case';
import { DAMAGED } from './damaged';
import { FOREIGN } from './foreign';
import { UNFIT } from './settings';
import { VALID } from './valid';

/** Every bucket of the corpus. */
export const CORPUS = {
  valid: VALID,
  unfit: UNFIT,
  damaged: DAMAGED,
  foreign: FOREIGN,
} as const satisfies Record<string, readonly CorpusCase[]>;

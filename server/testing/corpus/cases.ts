import type { CorpusCase } from './case';
import { DAMAGED } from './damaged';
import { FOREIGN } from './foreign';
import { UNFIT } from './settings';
import { VALID } from './valid';

/** Every bucket of the corpus. `npm run corpus -- DIR` writes them to a disk. */
export const CORPUS = {
  valid: VALID,
  unfit: UNFIT,
  damaged: DAMAGED,
  foreign: FOREIGN,
} as const satisfies Record<string, readonly CorpusCase[]>;

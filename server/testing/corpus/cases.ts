import type { CorpusCase } from './case';
import { DAMAGED } from './damaged';
import { FOREIGN } from './foreign';
import { UNFIT } from './settings';
import { VALID } from './valid';
import { WITHHELD } from './withheld';

/** Every bucket of the corpus. */
export const CORPUS = {
  valid: VALID,
  unfit: UNFIT,
  damaged: DAMAGED,
  withheld: WITHHELD,
  foreign: FOREIGN,
} as const satisfies Record<string, readonly CorpusCase[]>;

import type { CorpusCase } from './case';
import { company, histories, told } from './valid-company';
import { columns, data } from './valid-contents';
import { layouts, names } from './valid-layouts';

/** Layouts that AWS writes and that must never be refused. */
export const VALID: readonly CorpusCase[] = [
  ...layouts,
  ...names,
  ...columns,
  ...data,
  ...histories,
  ...company,
  ...told,
];

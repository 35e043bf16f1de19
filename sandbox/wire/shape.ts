/**
 * A readable view of the schemas that the SDK's clients carry at run time (`DescribeStacksOutput$`). They are
 * tuples: [id, namespace, name, traits, …]; a member is a number for a simple type, a tuple with traits, or a
 * function that returns the schema.
 */
type Traits = { xmlName?: string; xmlFlattened?: boolean; httpHeader?: boolean };

export type Simple =
  | 'string'
  | 'boolean'
  | 'number'
  | 'blob'
  | 'timestamp'
  | 'date-time'
  | 'http-date'
  | 'epoch';

export type Shape =
  | { kind: 'simple'; type: Simple; traits: Traits }
  | { kind: 'list'; item: () => Shape; traits: Traits }
  | { kind: 'map'; value: () => Shape; traits: Traits }
  | { kind: 'struct'; name: string; members: Map<string, () => Shape>; traits: Traits };

/** Reads an SDK schema. Throws on a form that it does not know, so that a new SDK cannot be misread silently. */
export function readShape(schema: unknown, outer: Traits = {}): Shape {
  if (typeof schema === 'function') return readShape(schema(), outer);
  if (typeof schema === 'number') return readNumber(schema, outer);
  if (!Array.isArray(schema)) throw new Error(`Unknown schema: ${String(schema)}`);
  if (schema.length === 2) return readShape(schema[0], { ...readTraits(schema[1]), ...outer });
  const [id, , name, own, fifth, sixth] = schema;
  const traits = { ...readTraits(own), ...outer };
  if (id === 0) return readShape(fifth, traits);
  if (id === 1) return { kind: 'list', item: () => readShape(fifth), traits };
  if (id === 2) return { kind: 'map', value: () => readShape(sixth), traits };
  if (id === 3 || id === -3)
    return { kind: 'struct', name: String(name), members: readMembers(fifth, sixth), traits };
  throw new Error(`Unknown schema kind ${String(id)}`);
}

const SIMPLE: Record<number, Simple> = {
  0: 'string',
  1: 'number',
  2: 'boolean',
  4: 'timestamp',
  5: 'date-time',
  6: 'http-date',
  7: 'epoch',
  17: 'number',
  19: 'number',
  21: 'blob',
  42: 'blob',
};

const LIST_BIT = 64;
const MAP_BIT = 128;

function readNumber(schema: number, traits: Traits): Shape {
  if (schema & MAP_BIT) return { kind: 'map', value: () => readShape(schema & ~MAP_BIT), traits };
  if (schema & LIST_BIT) return { kind: 'list', item: () => readShape(schema & ~LIST_BIT), traits };
  const type = SIMPLE[schema];
  if (!type) throw new Error(`Unknown simple schema ${schema}`);
  return { kind: 'simple', type, traits };
}

function readMembers(names: unknown, schemas: unknown): Map<string, () => Shape> {
  if (!Array.isArray(names) || !Array.isArray(schemas)) throw new Error('A structure without members');
  return new Map(names.map((name, index) => [String(name), () => readShape(schemas[index])]));
}

function readTraits(traits: unknown): Traits {
  if (typeof traits !== 'object' || traits === null) return {};
  const read: Traits = {};
  if ('xmlName' in traits && typeof traits.xmlName === 'string') read.xmlName = traits.xmlName;
  if ('xmlFlattened' in traits) read.xmlFlattened = true;
  if ('httpHeader' in traits) read.httpHeader = true;
  return read;
}

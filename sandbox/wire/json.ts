import { readShape, type Shape } from '@/sandbox/wire/shape';

/** A value as JSON text, by the SDK's schema of the answer: a member that the SDK does not know is an error. */
export function toJson(schema: unknown, value: unknown): string {
  return JSON.stringify(encode(readShape(schema), value));
}

function encode(shape: Shape, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  switch (shape.kind) {
    case 'simple':
      return value instanceof Date ? jsonDate(shape.type, value) : value;
    case 'list':
      return asArray(value).map((item) => encode(shape.item(), item));
    case 'map':
      return Object.fromEntries(
        Object.entries(asObject(value)).map(([key, item]) => [key, encode(shape.value(), item)]),
      );
    case 'struct':
      return Object.fromEntries(
        Object.entries(asObject(value)).map(([name, item]) => [name, encode(memberOf(shape, name), item)]),
      );
  }
}

/** The shape of a member; throws when the structure has none of that name. */
export function memberOf(shape: Shape & { kind: 'struct' }, name: string): Shape {
  const member = shape.members.get(name);
  if (!member) throw new Error(`${shape.name} has no member ${name}`);
  return member();
}

export function asArray(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error('A list was expected');
  return value;
}

export function asObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('A structure was expected');
  }
  return { ...value };
}

function jsonDate(type: string, value: Date): unknown {
  if (type === 'date-time') return value.toISOString();
  return type === 'http-date' ? value.toUTCString() : value.getTime() / 1000;
}

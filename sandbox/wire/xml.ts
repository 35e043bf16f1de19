import { asArray, asObject, memberOf } from '@/sandbox/wire/json';
import { readShape, type Shape } from '@/sandbox/wire/shape';

/** The inside of an XML element, by the SDK's schema of the answer. Members that travel as headers stay out. */
export function toXml(schema: unknown, value: unknown): string {
  const shape = readShape(schema);
  if (shape.kind !== 'struct') throw new Error('An answer is a structure');
  return structInside(shape, value);
}

/** Escapes text for XML; control characters become references, as S3 writes them. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\p{Cc}]/gu, (char) => NAMED[char] ?? `&#x${char.charCodeAt(0).toString(16)};`);
}

const NAMED: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function structInside(shape: Shape & { kind: 'struct' }, value: unknown): string {
  return Object.entries(asObject(value))
    .map(([name, item]) => {
      const member = memberOf(shape, name);
      if (item === undefined || item === null || member.traits.httpHeader) return '';
      return element(member, { name: member.traits.xmlName ?? name, value: item });
    })
    .join('');
}

function element(shape: Shape, { name, value }: { name: string; value: unknown }): string {
  switch (shape.kind) {
    case 'simple':
      return wrap(name, escapeXml(text(shape.type, value)));
    case 'struct':
      return wrap(name, structInside(shape, value));
    case 'list':
      return listElement(shape, { name, value });
    case 'map':
      throw new Error(`${name}: the sandbox writes no maps in XML`);
  }
}

function listElement(
  shape: Shape & { kind: 'list' },
  { name, value }: { name: string; value: unknown },
): string {
  const item = shape.item();
  const itemName = shape.traits.xmlFlattened ? name : (item.traits.xmlName ?? 'member');
  const inside = asArray(value)
    .map((one) => element(item, { name: itemName, value: one }))
    .join('');
  return shape.traits.xmlFlattened ? inside : wrap(name, inside);
}

function wrap(name: string, inside: string): string {
  return `<${name}>${inside}</${name}>`;
}

function text(type: string, value: unknown): string {
  if (!(value instanceof Date)) return String(value);
  if (type === 'epoch') return String(value.getTime() / 1000);
  return type === 'http-date' ? value.toUTCString() : value.toISOString();
}

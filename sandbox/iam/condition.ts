import { BlockList, isIP } from 'node:net';
import { arnMatch, wildcardMatch } from '@/sandbox/iam/match';
import type { OneOrMany, PolicyStatement, RequestContext } from '@/sandbox/state';

/**
 * Whether every condition of a statement holds. A key absent from the request fails a positive operator, satisfies
 * a negated one and anything with IfExists; ForAllValues holds for an absent key, ForAnyValue does not.
 */
export function conditionsHold(condition: PolicyStatement['Condition'], context: RequestContext): boolean {
  const values = lowerCaseKeys(context);
  return Object.entries(condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      operatorHolds(operator, { wanted: textList(wanted), given: values.get(key.toLowerCase()), values }),
    ),
  );
}

export function isKnownOperator(operator: string): boolean {
  const { base, set, ifExists } = readOperator(operator);
  if (!['', 'ForAllValues', 'ForAnyValue'].includes(set)) return false;
  if (base === 'Null') return set === '' && !ifExists;
  return Object.hasOwn(COMPARE, base) || Object.hasOwn(NEGATED, base);
}

type Test = { wanted: string[]; given: string[] | undefined; values: Map<string, string[]> };

function operatorHolds(operator: string, test: Test): boolean {
  if (!isKnownOperator(operator)) throw unknownOperator(operator);
  const { base, set, ifExists } = readOperator(operator);
  const given = test.given;
  if (base === 'Null') return test.wanted.includes(String(given === undefined));
  const positive = NEGATED[base] ?? base;
  const negated = positive !== base;
  const compare = COMPARE[positive];
  if (!compare) throw unknownOperator(operator);
  const wanted = test.wanted.map((value) => substitute(value, test.values));
  if (given === undefined) return ifExists || (set === '' ? negated : set === 'ForAllValues');
  const matches = (value: string) => wanted.some((one) => compare(one, value));
  if (set === 'ForAllValues') return given.every((value) => matches(value) !== negated);
  if (set === 'ForAnyValue') return given.some((value) => matches(value) !== negated);
  return negated ? !given.some(matches) : given.some(matches);
}

function unknownOperator(operator: string): Error {
  return new Error(`The sandbox does not know the condition operator ${operator}.`);
}

function readOperator(operator: string): { base: string; set: string; ifExists: boolean } {
  const [first, second] = operator.split(':');
  const set = second === undefined ? '' : (first ?? '');
  const name = second ?? first ?? '';
  const ifExists = name.endsWith('IfExists');
  return { base: ifExists ? name.slice(0, -'IfExists'.length) : name, set, ifExists };
}

type Compare = (wanted: string, given: string) => boolean;

const numeric =
  (test: (given: number, wanted: number) => boolean): Compare =>
  (wanted, given) =>
    test(Number(given), Number(wanted));
const dated =
  (test: (given: number, wanted: number) => boolean): Compare =>
  (wanted, given) =>
    test(instant(given), instant(wanted));

const COMPARE: Record<string, Compare> = {
  StringEquals: (wanted, given) => wanted === given,
  StringEqualsIgnoreCase: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(),
  StringLike: wildcardMatch,
  ArnEquals: arnMatch,
  ArnLike: arnMatch,
  Bool: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(),
  NumericEquals: numeric((given, wanted) => given === wanted),
  NumericLessThan: numeric((given, wanted) => given < wanted),
  NumericLessThanEquals: numeric((given, wanted) => given <= wanted),
  NumericGreaterThan: numeric((given, wanted) => given > wanted),
  NumericGreaterThanEquals: numeric((given, wanted) => given >= wanted),
  DateEquals: dated((given, wanted) => given === wanted),
  DateLessThan: dated((given, wanted) => given < wanted),
  DateLessThanEquals: dated((given, wanted) => given <= wanted),
  DateGreaterThan: dated((given, wanted) => given > wanted),
  DateGreaterThanEquals: dated((given, wanted) => given >= wanted),
  IpAddress: inNetwork,
  BinaryEquals: (wanted, given) => wanted === given,
};

const NEGATED: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
};

/** Policy variables: `${aws:username}`, with a default after a comma; an unknown one matches nothing. */
export function substitute(text: string, values: Map<string, string[]>): string {
  return text.replace(/\$\{([^},]+)(?:,\s*'([^']*)')?\}/g, (whole, name: string, fallback?: string) => {
    if (name === '*' || name === '?' || name === '$') return name;
    return values.get(name.trim().toLowerCase())?.[0] ?? fallback ?? whole;
  });
}

export function lowerCaseKeys(context: RequestContext): Map<string, string[]> {
  return new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), textList(value)]));
}

function textList(value: OneOrMany<string | number | boolean>): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

function instant(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

/** An address or a range of IPv4 or IPv6; without a length it is the one address. */
function inNetwork(network: string, address: string): boolean {
  const [base = '', bits] = network.split('/');
  const family = isIP(base);
  if (family === 0 || family !== isIP(address)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(base, Number(bits ?? (family === 4 ? 32 : 128)), type);
  return list.check(address, type);
}

import canonicalize from 'canonicalize';

/** What may be stored and hashed: numbers are safe integers, everything finer is a decimal string. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** Deeper nesting has no canonical form: it would exhaust the stack of whoever walks it. */
export const NESTING_MAX = 512;

/** A value that has no canonical form. Carries the JSON pointer (RFC 6901) of the place at fault. */
export class NotCanonical extends Error {
  override readonly name = 'NotCanonical';
  readonly pointer: string;

  constructor(pointer: string, problem: string) {
    super(`${pointer === '' ? 'the document' : pointer} ${problem}`);
    this.pointer = pointer;
  }
}

/**
 * The RFC 8785 text of `value`. Members that are `undefined` are left out, as in `JSON.stringify`.
 * Throws {@link NotCanonical} for a number that is not a safe integer (RFC 8785 §3.2.2.3 would round it
 * through a double), for text with a lone surrogate (RFC 7493 §2.1) and beyond {@link NESTING_MAX}.
 */
export const canonicalJson = (value: Json): string => {
  if (!isCanonical(value, 0)) findFault(value, '', 0);
  // What is in order is written several times faster by the platform.
  const ordered = inOrder(value);
  if (ordered !== undefined) return JSON.stringify(ordered);
  const text = canonicalize(value);
  if (text === undefined) throw new NotCanonical('', 'is undefined');
  return text;
};

const encoder = new TextEncoder();

/** The UTF-8 bytes of {@link canonicalJson}: what is stored, hashed, chained and signed. */
export const canonicalBytes = (value: Json): Uint8Array => encoder.encode(canonicalJson(value));

// Most values are fine: a plain walk says so, and only a fault is worth the pointers of the second one.
const isCanonical = (value: Json | undefined, depth: number): boolean => {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  if (depth === NESTING_MAX) return false;
  if (isList(value)) {
    for (const item of value) if (!isCanonical(item, depth + 1)) return false;
    return true;
  }
  for (const key in value) if (!key.isWellFormed() || !isCanonical(value[key], depth + 1)) return false;
  return true;
};

/**
 * The value with its names ascending by UTF-16 units (RFC 8785 §3.2.3): itself where they do, and the parts of it that
 * are in order are those of the answer. `undefined` where there can be no such value: JavaScript lists names that look
 * like an array index first, whatever was written first.
 */
const inOrder = (value: Json | undefined): Json | undefined => {
  if (typeof value !== 'object' || value === null) return value;
  return isList(value) ? listInOrder(value) : membersInOrder(value);
};

const listInOrder = (list: readonly Json[]): readonly Json[] | undefined => {
  let ordered: Json[] | undefined;
  for (let at = 0; at < list.length; at += 1) {
    const item = inOrder(list[at]);
    if (item === undefined) return undefined;
    if (item !== list[at]) (ordered ??= [...list])[at] = item;
  }
  return ordered ?? list;
};

type Members = { readonly [name: string]: Json | undefined };

const membersInOrder = (value: Members): Members | undefined => {
  const names = Object.keys(value);
  let ordered = isAscending(names) ? undefined : withoutMembers();
  if (ordered !== undefined && names.sort().some(isIndex)) return undefined;
  for (const [at, name] of names.entries()) {
    const member = value[name];
    const moved = inOrder(member);
    if (moved === undefined && member !== undefined) return undefined;
    if (ordered === undefined && moved !== member) {
      ordered = withoutMembers();
      for (const before of names.slice(0, at)) ordered[before] = value[before];
    }
    if (ordered !== undefined) ordered[name] = moved;
  }
  return ordered ?? value;
};

// Without a prototype, so that `__proto__` is a name like any other.
const withoutMembers = (): { [name: string]: Json | undefined } => Object.create(null);

const isAscending = (names: readonly string[]): boolean => {
  for (let at = 1; at < names.length; at += 1) if ((names[at - 1] ?? '') > (names[at] ?? '')) return false;
  return true;
};

const isIndex = (name: string): boolean => /^(0|[1-9]\d*)$/.test(name);

const findFault = (value: Json | undefined, pointer: string, depth: number): void => {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new NotCanonical(pointer, 'is a number that is not a safe integer');
  }
  if (typeof value === 'string' && !value.isWellFormed()) {
    throw new NotCanonical(pointer, 'is text with a lone surrogate');
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth === NESTING_MAX) throw new NotCanonical('', `is nested deeper than ${NESTING_MAX} levels`);

  for (const [key, member] of Object.entries(value)) {
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!key.isWellFormed()) throw new NotCanonical(at, 'is a name with a lone surrogate');
    findFault(member, at, depth + 1);
  }
};

// `Array.isArray` does not narrow a readonly list out of a union.
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

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
  // What is in order already, such as everything that was stored, is written several times faster by the platform.
  if (isInOrder(value)) return JSON.stringify(value);
  const ordered = inOrder(value);
  if (isInOrder(ordered)) return JSON.stringify(ordered);
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
  if (isList(value)) return value.every((item) => isCanonical(item, depth + 1));
  for (const key in value) if (!key.isWellFormed() || !isCanonical(value[key], depth + 1)) return false;
  return true;
};

// Names ascend by UTF-16 units (RFC 8785 §3.2.3). JavaScript lists names that look like an array index first, whatever
// was written first: an object with such names may never be in order.
const isInOrder = (value: Json | undefined): boolean => {
  if (typeof value !== 'object' || value === null) return value !== undefined;
  if (isList(value)) return value.every(isInOrder);
  let previous: string | undefined;
  for (const name in value) {
    if (previous !== undefined && name < previous) return false;
    const member = value[name];
    if (member !== undefined && !isInOrder(member)) return false;
    previous = name;
  }
  return true;
};

const inOrder = (value: Json): Json => {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(inOrder);
  // Without a prototype, so that `__proto__` is a name like any other.
  const ordered: { [name: string]: Json } = Object.create(null);
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    if (member !== undefined) ordered[name] = inOrder(member);
  }
  return ordered;
};

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

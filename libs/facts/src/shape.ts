import { z } from 'zod';

import type { FactSink, Placed } from './format.ts';

/** Text that has a canonical form: no lone surrogates (RFC 7493 §2.1). */
export const Text = z.string().refine((text) => text.isWellFormed(), 'is text with a lone surrogate');

/** Text that may be left out; producers in Go write `""` and `null` for what they do not know. */
export const OptionalText = Text.nullish();

/** A list that may be left out. */
export const optionalList = <Item extends z.ZodType>(item: Item) => z.array(item).nullish();

/** The text, unless it is absent, null or empty. */
export const given = (text: string | null | undefined): string | undefined => text || undefined;

/** The value without its members that are `undefined`: absent is unknown, and absent has one form. */
export const withoutUndefined = <Value extends object>(value: Value): Value => {
  // Built anew: an object whose members were deleted is slow wherever it goes.
  const copy: Partial<Value> = {};
  for (const key of Object.keys(value) as (keyof Value)[]) {
    if (value[key] !== undefined) copy[key] = value[key];
  }
  // What is left out was optional.
  return copy as Value;
};

/** The value with its members in the order of RFC 8785 §3.2.3, in which they are written fast. */
export const inMemberOrder = <Value extends object>(value: Value): Value =>
  // The same members, in another order.
  Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) as Value;

/** The value in its shape; `undefined` when it has another, which is reported with pointers into the document. */
export const readShape = <Value>(
  schema: z.ZodType<Value>,
  { at, value }: Pick<Placed, 'at' | 'value'>,
  { fault }: Pick<FactSink, 'fault'>,
): Value | undefined => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const { path, message } of result.error.issues)
    fault('DOCUMENT_SHAPE_FOREIGN', [...at, ...path.map(toToken)], message);
  return undefined;
};

const toToken = (token: PropertyKey): string | number => (typeof token === 'symbol' ? String(token) : token);

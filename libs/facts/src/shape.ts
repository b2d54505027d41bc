import { z } from 'zod';

import {
  DOCUMENT_FAULTS_MAX,
  type FaultCode,
  type ImportFault,
  type JsonDocument,
  type Read,
  toFault,
} from './document.ts';
import { escapePointer } from './syntax-fault.ts';

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
  const copy = { ...value };
  for (const key of Object.keys(copy)) {
    if (Reflect.get(copy, key) === undefined) Reflect.deleteProperty(copy, key);
  }
  return copy;
};

/** Checks a document against the part of its format that is read; faults carry pointers into the document. */
export const readShape = <Value>(schema: z.ZodType<Value>, document: JsonDocument): Read<Value> => {
  const result = schema.safeParse(document.json);
  if (result.success) return { ok: true, value: result.data };
  const faults = result.error.issues.slice(0, DOCUMENT_FAULTS_MAX).map((issue) => faultOf(document, issue));
  return { ok: false, faults };
};

/** A single fault at one place of a document. */
export const faultIn = (
  { name }: JsonDocument,
  code: FaultCode,
  pointer: string,
  detail: string,
): { readonly ok: false; readonly faults: readonly ImportFault[] } => ({
  ok: false,
  faults: [toFault({ document: name, pointer, code, detail })],
});

/** The member of a JSON object, or `undefined`. */
export const memberOf = (json: unknown, name: string): unknown =>
  typeof json === 'object' && json !== null && !Array.isArray(json) && Object.hasOwn(json, name)
    ? Reflect.get(json, name)
    : undefined;

const faultOf = ({ name }: JsonDocument, issue: z.core.$ZodIssue): ImportFault =>
  toFault({
    document: name,
    pointer: issue.path.map((token) => `/${escapePointer(String(token))}`).join(''),
    code: 'DOCUMENT_SHAPE_FOREIGN',
    detail: issue.message,
  });

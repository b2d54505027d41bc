import { canonicalJson, type Json } from '@policy-registry/kernel';
import { z } from 'zod';

/** Stored bytes are not what their place says. */
export class StoredMalformed extends Error {
  override readonly name = 'StoredMalformed';
}

/**
 * Reads stored canonical JSON, which anybody may have written. Rejects what is too long, of another shape or not in
 * canonical form (RFC 8785) with {@link StoredMalformed}: one document has one digest. The schema is strict: it
 * neither drops nor changes anything.
 */
export const readStored = <T extends Json>(schema: z.ZodType<T>, bytes: Uint8Array, bytesMax: number): T => {
  if (bytes.length > bytesMax) throw new StoredMalformed(`longer than ${bytesMax} bytes`);
  const text = decoded(bytes);
  const value = parsedJson(text);
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new StoredMalformed(z.prettifyError(parsed.error));
  // What was written in order is compared several times faster than what the schema put into its own order.
  if (canonicalJson(value as Json) !== text) throw new StoredMalformed('not in canonical form');
  return parsed.data;
};

const decoded = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new StoredMalformed('not UTF-8', { cause });
  }
};

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StoredMalformed('not JSON', { cause });
  }
};

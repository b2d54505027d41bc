import { EngineAnswerInvalid, EngineRefused, EngineUnavailable } from '@policy-registry/finding';
import { canonicalBytes, sha256Hex, type Json } from '@policy-registry/kernel';
import type { z } from 'zod';

import { isStorableText } from '../storable-text.ts';
import type { Answered } from './exchange.ts';
import { IR_BYTES_MAX } from './limits.ts';
import { ProblemDetails, type CompileAnswer } from './wire.ts';

/** The answer in the shape that the contract gives it, or the fault that it stands for. */
export const readAnswer = <Shape extends z.ZodType>(
  shape: Shape,
  { status, json }: Answered,
): z.infer<Shape> => {
  if (status !== 200) throw faultOf(status, json);
  const read = shape.safeParse(json);
  if (read.success) {
    if (!isStorableText(read.data))
      throw new EngineAnswerInvalid('MALFORMED', 'the answer holds a lone surrogate or a NUL character');
    return read.data;
  }
  const [issue] = read.error.issues;
  // What the engine sent is not repeated: it is untrusted, and may be long.
  throw new EngineAnswerInvalid('MALFORMED', `the answer is wrong at /${issue?.path.join('/') ?? ''}`, {
    cause: read.error,
  });
};

/** An answer names the build that gave it, which has to be the one that was asked. */
export const verifyBuild = (wanted: string, answered: string): void => {
  if (answered === wanted) return;
  throw new EngineUnavailable('BUILD_CHANGED', `the engine is ${answered} now, wanted ${wanted}`);
};

/** What was compiled, as bytes that are canonical and those of their digest. */
export const readIr = (compiled: NonNullable<z.infer<typeof CompileAnswer>['compiled']>): Uint8Array => {
  const ir = fromBase64(compiled.ir);
  if (ir.length > IR_BYTES_MAX)
    throw new EngineAnswerInvalid('TOO_LARGE', `what was compiled is longer than ${IR_BYTES_MAX} bytes`);
  if (sha256Hex(ir) !== compiled.irDigest)
    throw new EngineAnswerInvalid('DIGEST_WRONG', 'the digest is not that of what was compiled');
  if (!isCanonical(ir))
    throw new EngineAnswerInvalid('DIGEST_WRONG', 'what was compiled is no canonical JSON');
  return ir;
};

export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
/** Of text whose shape was checked. */
export const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

const isCanonical = (bytes: Uint8Array): boolean => {
  try {
    const value: Json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return Buffer.compare(canonicalBytes(value), bytes) === 0;
  } catch {
    return false;
  }
};

const faultOf = (status: number, json: unknown): Error => {
  const read = ProblemDetails.safeParse(json);
  const code = read.success ? read.data.code : undefined;
  const said = `the engine answers ${status}${code === undefined ? '' : ` ${code}`}`;
  switch (status) {
    case 409:
      return code === 'BUILD_CHANGED'
        ? new EngineUnavailable('BUILD_CHANGED', said)
        : new EngineRefused('REQUEST_INVALID', said);
    case 401:
    case 403:
      return new EngineRefused('NOT_ALLOWED', said);
    case 413:
      return new EngineRefused('INPUT_TOO_LARGE', said);
    case 422:
      return new EngineRefused('IR_INVALID', said);
    case 429:
    case 503:
      return new EngineUnavailable('OVERLOADED', said);
  }
  if (status >= 500) return new EngineUnavailable('UNREACHABLE', said);
  if (status >= 400) return new EngineRefused('REQUEST_INVALID', said);
  return new EngineAnswerInvalid('MALFORMED', said);
};

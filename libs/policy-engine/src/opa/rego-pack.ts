import { EngineRefused, Status } from '@policy-registry/finding';
import { canonicalBytes, sha256Hex } from '@policy-registry/kernel';
import { z } from 'zod';

import { IR_BYTES_MAX } from '../http/limits.ts';

export const REGO_PACK = 'rego-pack@1';
export const REGO_ENTRY_FILE = 'policy.rego';

/** The compiled form of a Rego pack: what its constants say, and the module without its layout. */
export const RegoPack = z.strictObject({
  syntax: z.literal(REGO_PACK),
  name: z.string().min(1),
  settings: z.strictObject({ default_status: Status, shadow: z.boolean() }),
  /** What `outcome.rule` may name, in evaluation order; results count how often each applied. */
  rules: z.array(z.strictObject({ name: z.string().min(1) })),
  module: z.string(),
});
export type RegoPack = z.infer<typeof RegoPack>;

export const packBytes = (pack: RegoPack): Uint8Array => canonicalBytes(pack);

/** Reads what `packBytes` gave; anything else is refused with `IR_INVALID`. */
export const readPack = (ir: Uint8Array): RegoPack => {
  try {
    if (ir.length > IR_BYTES_MAX) throw new RangeError(`a compiled pack has at most ${IR_BYTES_MAX} bytes`);
    return RegoPack.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(ir)));
  } catch (cause) {
    throw new EngineRefused('IR_INVALID', 'the bytes are no compiled Rego pack', { cause });
  }
};

/** The name under which a pack lies in OPA; each has a package of its own there. */
export const packageOf = (moduleText: string): string =>
  `p${sha256Hex(new TextEncoder().encode(moduleText))}`;

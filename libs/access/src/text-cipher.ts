import { createHmac, hkdfSync } from 'node:crypto';

import { sha256OfFields } from '@policy-registry/kernel';

import { KEY_BYTES, NONCE_BYTES, seal, unseal } from './sealing.ts';

/** What a text is for; a text sealed for one purpose does not open for another. */
export type TextPurpose = 'reason' | 'ticket' | 'comment' | 'file-upload' | 'document-upload';

export type SealedTextOptions = {
  readonly tenantKey: Uint8Array;
  readonly tenant: string;
  readonly purpose: TextPurpose;
  /** Of the command that brings the text: its retry seals to the same bytes, and so to the same digest. */
  readonly commandId: string;
  readonly text: string;
};

/**
 * Encrypts a text with the key of its tenant; destroying the key is how it is erased. The nonce is synthetic:
 * an HMAC over everything that may differ, so equal bytes come out for equal input and for that alone, and no
 * nonce serves two texts (96 bits; a collision is not to be expected below 2³² texts per key).
 */
export const sealText = ({ tenantKey, tenant, purpose, commandId, text }: SealedTextOptions): Uint8Array => {
  if (!text.isWellFormed()) throw new RangeError('the text holds a lone surrogate');
  return seal({
    key: derived(tenantKey, 'text cipher'),
    nonce: createHmac('sha256', derived(tenantKey, 'text nonce'))
      .update(sha256OfFields(commandId, purpose, text))
      .digest()
      .subarray(0, NONCE_BYTES),
    content: new TextEncoder().encode(text),
    associated: sha256OfFields('text', tenant, purpose),
  });
};

/** The text again. Throws SealBroken for another key, tenant or purpose, and for changed bytes. */
export const openText = ({
  tenantKey,
  tenant,
  purpose,
  sealed,
}: {
  readonly tenantKey: Uint8Array;
  readonly tenant: string;
  readonly purpose: TextPurpose;
  readonly sealed: Uint8Array;
}): string => {
  const associated = sha256OfFields('text', tenant, purpose);
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
    unseal({ key: derived(tenantKey, 'text cipher'), sealed, associated }),
  );
};

// RFC 5869: one key for each use.
const derived = (tenantKey: Uint8Array, use: string): Uint8Array => {
  if (tenantKey.length !== KEY_BYTES) throw new RangeError(`a tenant key has ${KEY_BYTES} bytes`);
  return new Uint8Array(hkdfSync('sha256', tenantKey, '', `policy-registry ${use} v1`, KEY_BYTES));
};

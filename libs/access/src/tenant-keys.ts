import { randomBytes } from 'node:crypto';

import { sha256OfFields } from '@policy-registry/kernel';

import { KEY_BYTES, NONCE_BYTES, seal, unseal } from './sealing.ts';

/** A new key of one tenant. It is stored wrapped only. */
export const newTenantKey = (): Uint8Array => Uint8Array.from(randomBytes(KEY_BYTES));

/** Encrypts the key of a tenant with the key-encryption key of the installation, bound to the tenant. */
export const wrapKey = ({
  kek,
  tenantKey,
  tenant,
}: {
  readonly kek: Uint8Array;
  readonly tenantKey: Uint8Array;
  readonly tenant: string;
}): Uint8Array => {
  if (tenantKey.length !== KEY_BYTES) throw new RangeError(`a tenant key has ${KEY_BYTES} bytes`);
  return seal({ key: kek, nonce: randomBytes(NONCE_BYTES), content: tenantKey, associated: boundTo(tenant) });
};

/** The key again. Throws SealBroken for another key-encryption key or tenant, and for changed bytes. */
export const unwrapKey = ({
  kek,
  wrapped,
  tenant,
}: {
  readonly kek: Uint8Array;
  readonly wrapped: Uint8Array;
  readonly tenant: string;
}): Uint8Array => unseal({ key: kek, sealed: wrapped, associated: boundTo(tenant) });

const boundTo = (tenant: string): Uint8Array => sha256OfFields('tenant key', tenant);
